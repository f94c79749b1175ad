import { createError } from '../errors';
import { optionError } from '../options/check-options';

/** A place in the order of events. */
export interface Position {
  /** Of which ledger; `undefined` where that is not known. */
  readonly ledger: string | undefined;
  readonly block: bigint;
  readonly tx: number;
  /** Counts the events of one transaction from 0. */
  readonly event: number;
}

/** For a ledger that is not known. */
const ANY_LEDGER = '-';

/** How a position is written. */
export const POSITION_FORM = /^([0-9a-f]{16}|-):(\d{1,19})\.(\d{1,9})\.(\d{1,9})$/;

/** `<ledger>:<block>.<tx>.<event>` */
export function positionToText({ ledger = ANY_LEDGER, block, tx, event }: Position): string {
  return `${ledger}:${block}.${tx}.${event}`;
}

/** No block has as many transactions, and no transaction as many events. */
const BEHIND_ALL = 999_999_999;

/** The position behind all events of a block. */
export function positionBehind({ ledger, block }: Pick<Position, 'ledger' | 'block'>): string {
  return positionToText({ ledger, block, tx: BEHIND_ALL, event: BEHIND_ALL });
}

/** The position that a text names, if it is of this ledger. @throws OPTIONS_INVALID, POSITION_OF_OTHER_LEDGER */
export function textToPosition(text: string, ledger: string | undefined): Position {
  const [, named = '', block, tx, event] = POSITION_FORM.exec(text) ?? [];
  if (block === undefined || tx === undefined || event === undefined) {
    throw optionError({ option: 'after', rule: 'the position of an event', value: text });
  }
  if (named !== ANY_LEDGER && ledger !== undefined && named !== ledger) {
    throw createError('POSITION_OF_OTHER_LEDGER', {
      because: `${text} is of the ledger ${named}, and this one is ${ledger}`,
      details: { option: 'after', ledger, position: text },
    });
  }
  return { ledger, block: BigInt(block), tx: Number(tx), event: Number(event) };
}

/** True when `position` comes after `mark`. */
export function isAfter(position: Position, mark: Position): boolean {
  if (position.block !== mark.block) {
    return position.block > mark.block;
  }
  return position.tx === mark.tx ? position.event > mark.event : position.tx > mark.tx;
}
