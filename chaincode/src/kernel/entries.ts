import type { FactBodies, FactType, RejectedKey } from '@kontti/model';
import type { HeldFact } from './facts.js';
import type { Ledger } from './ledger.js';

/** An entry of a bulk fact that holds. */
export interface HeldEntry<T extends FactType, E> {
  readonly entry: E;
  readonly index: number;
  readonly held: HeldFact<T>;
}

/** What a reader finds under an id: an entry, something that does not hold, or nothing. */
export type Found<T> = { readonly found: T } | { readonly rejected: RejectedKey } | undefined;

/** An entry to look up: its pointer's key, the type of the bulk fact, and how to tell that the entry is the one that is meant. */
export interface EntryQuestion<T extends FactType, E> {
  readonly type: T;
  readonly pointer: string;
  readonly entries: (body: FactBodies[T]) => readonly E[];
  readonly isMeant: (entry: E, held: HeldFact<T>) => boolean;
}

/** Follows a pointer into its bulk fact. A pointer that leads to anything else than the meant entry leads nowhere. */
export async function findEntry<T extends FactType, E>(
  ledger: Ledger,
  question: EntryQuestion<T, E>,
): Promise<Found<HeldEntry<T, E>>> {
  const pointer = await ledger.pointers.read(question.pointer);
  if (pointer === undefined) return undefined;
  const found = await findFact(ledger, { type: question.type, key: pointer.fact });
  if (found === undefined || 'rejected' in found) return found;
  const held = found.found;
  const entry = question.entries(held.fact.body)[pointer.index];
  if (entry === undefined || !question.isMeant(entry, held)) return undefined;
  return { found: { entry, index: pointer.index, held } };
}

/** The fact of a type under its key, or why it does not hold. */
export async function findFact<T extends FactType>(
  ledger: Ledger,
  question: { readonly type: T; readonly key: string },
): Promise<Found<HeldFact<T>>> {
  const { type, key } = question;
  const reading = await ledger.facts.read(key);
  if (reading.status === 'unsealed' || reading.status === 'altered') {
    return { rejected: { key, reason: reading.status } };
  }
  const held = await ledger.facts.held(type, key);
  return held === undefined ? undefined : { found: held };
}

/** What was found, or `undefined` for anything that does not hold: how every decision reads. */
export function foundOrAbsent<T>(found: Found<T>): T | undefined {
  return found !== undefined && 'found' in found ? found.found : undefined;
}
