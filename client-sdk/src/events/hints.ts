import { EVENT_NAME, EventEnvelope, parseRecord, unlessRefused } from '@kontti/model';
import type { DecodedTransaction } from '../ledger/block-decoder';
import type { EventContent, TransactionEvents, UnprovenClaim } from './fact-events';

/** What the chaincode's event claims: `undefined` when it cannot be read, nothing when there is none. */
export function readHints(transaction: Pick<DecodedTransaction, 'event'>): readonly Hint[] | undefined {
  const { event } = transaction;
  return event?.name === EVENT_NAME ? readEnvelope(event.payload)?.events : [];
}

/** One claim of the chaincode's event. */
export type Hint = EventEnvelope['events'][number];

/**
 * The claims of the chaincode's event that no proven event of the same transaction bears out. A company can set any event alone, so
 * nothing is taken from the event itself.
 */
export function unprovenHints(
  hints: readonly Hint[] | undefined,
  judged: TransactionEvents,
): UnprovenClaim[] {
  if (hints === undefined) {
    return [{ claimedType: undefined, key: undefined, reason: 'unreadable' }];
  }
  const reasons = new Map(judged.unproven.map(({ key, reason }) => [key, reason]));
  return hints
    .filter((hint) => !judged.proven.some((proven) => isAbout(proven, hint)))
    .map(({ type, key, index }) => ({
      claimedType: type,
      key,
      ...(index === undefined ? {} : { index }),
      reason: reasons.get(key) ?? 'absent',
    }));
}

function isAbout(proven: EventContent, hint: Hint): boolean {
  return (
    proven.type === hint.type &&
    proven.key === hint.key &&
    proven.digest === hint.digest &&
    (hint.index === undefined || proven.index === undefined || hint.index === proven.index)
  );
}

function readEnvelope(payload: Uint8Array): EventEnvelope | undefined {
  return unlessRefused(() => parseRecord(EventEnvelope, Buffer.from(payload).toString('utf8')));
}
