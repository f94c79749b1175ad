import { eventsOf } from '@kontti/model';
import type { AnyFact } from '@kontti/model';
import { toDated } from '../times';
import type { DomainEventType } from './domain-event';
import type { FactJudge, HeldFact, JudgedTransaction } from './fact-judge';
import type { UnprovenReason } from './proof';
import { entryToEvents, isSubmission } from './readings';

/** An event before it has its place in the ledger. `body` fits `type`. */
export interface EventContent {
  readonly type: DomainEventType;
  readonly key: string;
  readonly digest: string;
  readonly index: number | undefined;
  readonly vouchers: readonly string[];
  readonly ref: string;
  readonly ledgerTimeMs: number;
  readonly body: unknown;
}

/** A claim of a transaction that is not shown as an event. */
export interface UnprovenClaim {
  readonly claimedType: string | undefined;
  readonly key: string | undefined;
  /** Which entry of the fact's list is meant; absent where all of them are. */
  readonly index?: number;
  /** Why nothing backs it. */
  readonly reason: UnprovenReason;
}

/** What a transaction means as events, and what it claims in vain. */
export interface TransactionEvents {
  readonly proven: readonly EventContent[];
  readonly unproven: readonly UnprovenClaim[];
}

/** The events that the facts of a transaction mean: of each one, or one for each entry of its list. */
export async function toEvents(judge: FactJudge, judged: JudgedTransaction): Promise<TransactionEvents> {
  const proven: EventContent[] = [];
  const unproven: UnprovenClaim[] = [];
  for (const held of judged.held) {
    for (const event of await heldToEvents(judge, held)) {
      if ('reason' in event) {
        unproven.push({ claimedType: undefined, key: held.fact.key, ...event });
      } else {
        proven.push(event);
      }
    }
  }
  for (const { key, reason } of judged.unproven) {
    unproven.push({ claimedType: undefined, key, reason });
  }
  return { proven, unproven };
}

/** An entry of a fact's list that does not count. */
export interface UnprovenEntry {
  /** Place of the entry in the fact's list. */
  readonly index: number;
  /** Why the entry does not count. */
  readonly reason: UnprovenReason;
}

/** The events that one fact means, and those of its entries that do not count. */
export async function heldToEvents(
  judge: FactJudge,
  held: HeldFact,
): Promise<readonly (EventContent | UnprovenEntry)[]> {
  return isSubmission(held.fact) ? submissionToEvents(judge, held) : factToEvents(held);
}

function factToEvents(held: HeldFact): (EventContent | UnprovenEntry)[] {
  const { fact, voidEntries } = held;
  const content = eventsOf(fact)
    .filter(({ index }) => index === undefined || !voidEntries.has(index))
    .map(({ type = fact.type, index, body }) => toContent(held, { type, index, body: toDated(body) }));
  return [...content, ...[...voidEntries].map((index): UnprovenEntry => ({ index, reason: 'void' }))];
}

/** The device of each batch has to have signed its bytes. */
async function submissionToEvents(
  { reader }: FactJudge,
  held: HeldFact,
): Promise<(EventContent | UnprovenEntry)[]> {
  const events: (EventContent | UnprovenEntry)[] = [];
  const { fact, attachments, voidEntries } = held;
  for (const [index, entry] of (isSubmission(fact) ? fact.body.batches : []).entries()) {
    const bytes = attachments[index];
    const meant =
      voidEntries.has(index) || bytes === undefined ? 'void' : await entryToEvents(reader, { entry, bytes });
    if (typeof meant === 'string') {
      events.push({ index, reason: meant });
    } else {
      events.push(...meant.map(({ type, body }) => toContent(held, { type, index, body })));
    }
  }
  return events;
}

function toContent(
  { fact, digest }: { readonly fact: AnyFact; readonly digest: string },
  event: { readonly type: string; readonly index: number | undefined; readonly body: unknown },
): EventContent {
  const { key, vouchers, ref, at } = fact;
  const { type, index, body } = event;
  return { type: type as DomainEventType, key, digest, index, vouchers, ref, ledgerTimeMs: at, body };
}
