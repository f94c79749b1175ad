import type { Fact, Sealed } from './define-fact';
import type { FactReader } from './reader';

/**
 * Whether a sealed fact holds after what held before it. `voidEntries` are the entries of its list that do not; a fact of which no
 * entry holds is void as a whole.
 */
export type Verdict =
  { readonly holds: true; readonly voidEntries: ReadonlySet<number> } | { readonly holds: false };

/** Judges sealed facts of one type. What once holds always holds, so it does not matter how far the reader is ahead. */
export type Judge<F extends Fact = Fact> = (reader: FactReader, sealed: Sealed<F>) => Promise<Verdict>;

/** The verdict on a fact without a list. */
export function verdictOf(holds: boolean): Verdict {
  return holds ? { holds, voidEntries: new Set() } : { holds };
}

/** The verdict on a fact whose entries hold or not, one by one. */
export function verdictOfEntries(entries: readonly boolean[]): Verdict {
  const voidEntries = new Set(entries.flatMap((holds, index) => (holds ? [] : [index])));
  return voidEntries.size === entries.length ? { holds: false } : { holds: true, voidEntries };
}

/** The verdict on a fact of which nothing before it can make a difference. */
export const alwaysHolds: Judge = () => Promise.resolve(verdictOf(true));
