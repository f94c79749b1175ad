import { DAY_MS } from '../amounts';
import type { LotClass } from '../lot/lot-class';
import type { MoveOutput } from '../lot/move';
import { isLotRefusal, planMove, type AskedMove, type LotContent } from '../lot/rules';

/** When all of it happens. */
export const at = 1_000 * DAY_MS;
export const issuer = 'I';
export const wallet = 'wallet:w';
export const company = (mspId: string): string => `company:${mspId}`;

/** A class that forbids nothing. */
export const conditions: LotClass = {
  ...{ kind: 'reward', unit: 'cent', holders: 'both', transfer: 'free', partners: ['P'], redeemAt: ['R'] },
};

export const classOf = (change: Partial<LotClass>): LotClass => Object.assign({}, conditions, change);

export const lot = (change: Partial<LotContent> = {}): LotContent => ({
  ...{ lotId: 'I/c/1/0', classId: 'I/c', class: 'c1', holder: company('A'), quantity: 10n, ancestors: 0 },
  ...change,
});

export const output = (holder: string, quantity = 10n, change: Partial<MoveOutput> = {}): MoveOutput => ({
  ...{ holder, quantity },
  ...change,
});

/** A transfer of ten from one company to another, but for what a test changes. */
export const asked = (change: Partial<AskedMove> = {}): AskedMove => ({
  ...{ kind: 'transfer', issuer, conditions, company: 'A', at, past: 8 },
  inputs: [lot()],
  outputs: [output(company('B'))],
  ...change,
});

/** Code and field of a refusal, else nothing. */
export function refusalOf(change: Partial<AskedMove>): string | undefined {
  const outcome = planMove(asked(change));
  return isLotRefusal(outcome) ? `${outcome.code} ${outcome.field}` : undefined;
}
