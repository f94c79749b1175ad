import { sumAmounts } from '../amounts';
import { ModelError } from '../errors';
import type { SpendOutput } from './spend';

/** What a spend takes: lots of one holder, in the order in which they are used up. */
export interface SpendInput {
  /** The holder's id in the programme. */
  readonly holder: string;
  /** How many points. */
  readonly amount: bigint;
  /** From when on the points cannot be spent. */
  readonly expiresAt: number;
  /** Version of the terms under which the points were booked. */
  readonly termsVersion: number;
  /** Digest of these terms. */
  readonly terms: string;
}

/**
 * The lots that a spend of `amount` creates, in order: what the recipient `to` gets (none in a redemption), then the change.
 * Transferred points expire when the first of the inputs would, under that input's terms; the change is a part of the last
 * input and keeps its expiry and terms. So every input has to be needed.
 * @throws ModelError `FIELD_RANGE` on `amount` when the inputs do not suffice, `FIELD_CONFLICT` on `inputs` when the last is not needed
 */
export function spendOutputs(spend: {
  readonly inputs: readonly SpendInput[];
  readonly amount: bigint;
  readonly to?: string | undefined;
}): SpendOutput[] {
  const { inputs, amount, to } = spend;
  const last = inputs.at(-1);
  const total = sumAmounts(inputs.map((input) => input.amount));
  if (last === undefined || total < amount) {
    throw new ModelError({ code: 'FIELD_RANGE', field: 'amount', rule: 'covered by the inputs' });
  }
  const change = total - amount;
  if (change >= last.amount) {
    throw new ModelError({ code: 'FIELD_CONFLICT', field: 'inputs', rule: 'every input needed' });
  }
  const outputs: SpendOutput[] = [];
  if (to !== undefined) {
    const first = inputs.reduce((soonest, input) => (input.expiresAt < soonest.expiresAt ? input : soonest));
    const { expiresAt, termsVersion, terms } = first;
    outputs.push({ holder: to, amount, expiresAt, termsVersion, terms });
  }
  if (change > 0n) {
    const { holder, expiresAt, termsVersion, terms } = last;
    outputs.push({ holder, amount: change, expiresAt, termsVersion, terms });
  }
  return outputs;
}
