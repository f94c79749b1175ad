import type { FactReceipt, FactType } from '@kontti/model';
import type { HeldFact } from './facts.js';

/** What a caller learns of the fact that was appended, now or by the first of equal requests. */
export function receiptOf<T extends FactType>(held: HeldFact<T>): FactReceipt {
  return { key: held.fact.key, digest: held.digest, at: held.fact.at };
}

/** The members by which a record names the fact that it was read from. */
export function sourceOf<T extends FactType>(held: HeldFact<T>): { fact: string; digest: string } {
  return { fact: held.fact.key, digest: held.digest };
}
