import type { ClassLotRecord, MoveInput, MoveOutput } from '@kontti/model';
import { createError } from '../errors';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { amount, ANY_NUMBER, iterable, listOf, membersOf, required, text } from '../options/rules';
import { valuesOf } from '../options/sources';
import { SPEND_INPUTS_MAX } from '../limits';

/** A lot that can be taken: any that `client.lots.query` yields. */
export type TakeableLot = Pick<ClassLotRecord, 'lotId' | 'digest' | 'holder' | 'quantity' | 'class'>;

/** How much is taken, and where it goes. */
export interface TakeOptions {
  /** Unspent lots of one holder in one class. */
  readonly lots: Iterable<TakeableLot>;
  /** How much is taken of them. */
  readonly quantity: bigint;
  /** The holder that gets the quantity; it leaves circulation unless given. */
  readonly to?: string;
}

const TAKEABLE_LOT: OptionRules<TakeableLot> = {
  lotId: required(text),
  digest: required(text),
  holder: required(text),
  quantity: required(amount),
  class: required(text),
};

const TAKE_OPTIONS: OptionRules<TakeOptions> = {
  lots: required(iterable),
  quantity: required(amount),
  to: text,
};

/**
 * The inputs and outputs of a move of this quantity: lots in the given order until they suffice, of one version of the class, with the
 * change for their holder.
 * @example
 * const lots = [];
 * for await (const lot of client.lots.query({ classId, holder, status: 'unspent' })) lots.push(lot);
 * const move = { classId, ref: 'pay-7', kind: 'transfer', ...takeLots({ lots, quantity: 300n, to: 'company:Org3MSP' }) } as const;
 * @throws OPTIONS_INVALID, SOURCE_FAILED, LOTS_INSUFFICIENT
 */
export function takeLots(options: TakeOptions): {
  /** The lots that the move uses up, at most 32. */
  readonly inputs: MoveInput[];
  /** What goes to `to`, and the change. */
  readonly outputs: MoveOutput[];
} {
  checkOptions(TAKE_OPTIONS, options);
  const { quantity, to } = options;
  const byVersion = new Map<string, TakeableLot[]>();
  const given = [...valuesOf('lots', options.lots)];
  listOf(membersOf(TAKEABLE_LOT), ANY_NUMBER).check(given, 'lots');
  for (const lot of given) byVersion.set(lot.class, [...(byVersion.get(lot.class) ?? []), lot]);
  for (const lots of byVersion.values()) {
    const taken = takeFirst(lots, quantity);
    const [first] = taken ?? [];
    if (taken === undefined || first === undefined) continue;
    const change = sumOf(taken) - quantity;
    const outputs = to === undefined ? [] : [{ holder: to, quantity }];
    return {
      inputs: taken.map(({ lotId, digest }) => ({ lot: lotId, origin: digest })),
      outputs: change === 0n ? outputs : [...outputs, { holder: first.holder, quantity: change }],
    };
  }
  throw createError('LOTS_INSUFFICIENT', { details: { quantity: quantity.toString() } });
}

function takeFirst(lots: readonly TakeableLot[], quantity: bigint): readonly TakeableLot[] | undefined {
  for (let count = 1; count <= Math.min(lots.length, SPEND_INPUTS_MAX); count += 1) {
    const taken = lots.slice(0, count);
    if (sumOf(taken) >= quantity) return taken;
  }
  return undefined;
}

function sumOf(lots: readonly TakeableLot[]): bigint {
  return lots.reduce((sum, lot) => sum + lot.quantity, 0n);
}
