import { createError } from '../errors';

/** A place in the order of events. */
export interface Position {
  readonly block: bigint;
  readonly tx: number;
  /** Counts the events of one transaction from 0. */
  readonly event: number;
}

/** `<block>.<tx>.<event>` */
export function positionToText({ block, tx, event }: Position): string {
  return `${block}.${tx}.${event}`;
}

/** @throws OPTIONS_INVALID */
export function textToPosition(text: string): Position {
  const [, block, tx, event] = /^(\d{1,19})\.(\d{1,9})\.(\d{1,9})$/.exec(text) ?? [];
  if (block === undefined || tx === undefined || event === undefined) {
    throw createError('OPTIONS_INVALID', { because: 'after is no position', details: { option: 'after' } });
  }
  return { block: BigInt(block), tx: Number(tx), event: Number(event) };
}

/** True when `position` comes after `mark`. */
export function isAfter(position: Position, mark: Position): boolean {
  if (position.block !== mark.block) {
    return position.block > mark.block;
  }
  return position.tx === mark.tx ? position.event > mark.event : position.tx > mark.tx;
}
