import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import type { BendName } from './bends';

/** A transaction as its client asks for it; `$` in its steps means the history's own prefix of keys. */
export interface DraftPlan {
  /** The company whose client proposes and signs it. */
  readonly by: string;
  readonly endorsers: readonly string[];
  readonly steps: readonly ScriptStep[];
  readonly transient?: Readonly<Record<string, string>>;
}

/** A place in a block: which draft's envelope is there, and what was done to it before. */
export interface Slot {
  /** Its number among the history's drafts. */
  readonly draft: number;
  readonly bend?: BendName;
}

/** Drafts that are endorsed on the state after the block before, and then a block of whatever has been endorsed so far. */
export interface Round {
  readonly endorse: readonly number[];
  readonly block: readonly Slot[];
}

/** A course of transactions: the same seed gives the same. */
export interface HistoryPlan {
  readonly seed: number;
  readonly drafts: readonly DraftPlan[];
  readonly rounds: readonly Round[];
}

/** Every history has as many blocks, and as many places in each: histories side by side share their blocks. */
export const historyShape = { rounds: 5, slots: 4 } as const;

export const companies = ['Org1MSP', 'Org2MSP', 'Org3MSP'] as const;

const policyVerbs: ReadonlyMap<string, string> = new Map([
  ['policy', 'put'],
  ['policyPrivate', 'putPrivate'],
]);

const removals = new Set(['delete', 'deletePrivate', 'purge']);

/** The key that a step is about, with its collection. */
function toKey([verb, ...args]: ScriptStep): string {
  return args.slice(0, /Private$|^purge$/.test(verb) ? 2 : 1).join(' ');
}

/**
 * Whether each policy that a transaction sets is with its key's value in the same transaction, which never removes that key: the
 * histories are played on real peers, and hold nothing that could stop one.
 */
export function isSafe(steps: readonly ScriptStep[]): boolean {
  return steps.every((step) => {
    const value = policyVerbs.get(step[0]);
    const same = steps.filter((each) => toKey(each) === toKey(step));
    return (
      value === undefined ||
      (same.some(([verb]) => verb === value) && !same.some(([verb]) => removals.has(verb)))
    );
  });
}

/** Whether a draft sets a key's policy. */
export const setsPolicy = (draft: DraftPlan | undefined): boolean =>
  draft?.steps.some(([verb]) => policyVerbs.has(verb)) === true;
