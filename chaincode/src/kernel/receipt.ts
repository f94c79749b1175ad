import type { FactReceipt, Sealed } from '@kontti/model';

/** What a caller learns of the fact that was appended, now or by the first of equal requests. */
export function receiptOf({ fact, digest }: Sealed): FactReceipt {
  return { key: fact.key, digest, at: fact.at };
}

/** The members by which a record names the fact that it was read from. */
export function sourceOf({ fact, digest }: Sealed): { fact: string; digest: string } {
  return { fact: fact.key, digest };
}
