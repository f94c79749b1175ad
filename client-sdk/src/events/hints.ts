import { EVENT_NAME, EventEnvelope, ModelError, parseRecord } from '@kontti/model';
import type { DecodedTransaction } from './block-decoder';
import type { EventContent } from './expand-fact';
import type { UnprovenReason } from './proof';

/** A claim of a transaction that is not shown as an event. */
export interface UnprovenClaim {
  readonly claimedType: string | undefined;
  readonly key: string | undefined;
  readonly reason: UnprovenReason;
}

/**
 * The claims of the chaincode's event that no proven event of the same transaction bears out. A company can set any event alone, so
 * nothing is taken from the event itself.
 */
export function unprovenHints(
  transaction: Pick<DecodedTransaction, 'event'>,
  judged: { readonly proven: readonly EventContent[]; readonly unproven: readonly UnprovenClaim[] },
): UnprovenClaim[] {
  const { event } = transaction;
  if (event?.name !== EVENT_NAME) {
    return [];
  }
  const envelope = readEnvelope(event.payload);
  if (envelope === undefined) {
    return [{ claimedType: undefined, key: undefined, reason: 'unreadable' }];
  }
  const reasons = new Map(judged.unproven.map(({ key, reason }) => [key, reason]));
  return envelope.events
    .filter((hint) => !judged.proven.some((proven) => isAbout(proven, hint)))
    .map(({ type, key }) => ({ claimedType: type, key, reason: reasons.get(key) ?? 'absent' }));
}

function isAbout(proven: EventContent, hint: EventEnvelope['events'][number]): boolean {
  return (
    proven.type === hint.type &&
    proven.key === hint.key &&
    proven.digest === hint.digest &&
    (hint.index === undefined || proven.index === undefined || hint.index === proven.index)
  );
}

function readEnvelope(payload: Uint8Array): EventEnvelope | undefined {
  try {
    return parseRecord(EventEnvelope, Buffer.from(payload).toString('utf8'));
  } catch (error) {
    if (error instanceof ModelError) {
      return undefined;
    }
    throw error;
  }
}
