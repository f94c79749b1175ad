import { isLate } from '@kontti/model';
import type { AnyFact } from '@kontti/model';
import { BoundedCache } from '../bounded-cache';
import { TRANSPORTS_CACHED_MAX } from '../limits';
import type { Hint } from './hints';

/** Tells for each entry of a fact whether it made another delay known. */
export interface DelayTracker {
  /** Indexes of the fact's entries that tell a delay that was not known before. */
  newDelays(fact: AnyFact, hints: readonly Hint[]): ReadonlySet<number>;
}

/**
 * Makes a tracker for one stream. Every update repeats the delay that is known, so an entry tells a new one only where the update before
 * told another. Where the stream did not show the update before, the chaincode's event decides between entries that are late.
 */
export function createDelayTracker(): DelayTracker {
  const known = new BoundedCache<{ readonly sequence: number; readonly delayMinutes: number | undefined }>({
    entriesMax: TRANSPORTS_CACHED_MAX,
  });
  return {
    newDelays(fact, hints) {
      const found = new Set<number>();
      if (fact.type !== 'transport.updated') {
        return found;
      }
      fact.body.updates.forEach(({ transportId, sequence, delayMinutes }, index) => {
        const before = sequence === 1 ? { sequence: 0, delayMinutes: undefined } : known.get(transportId);
        const isHinted = hints.some(
          (hint) => hint.type === 'transport.delayed' && hint.key === fact.key && hint.index === index,
        );
        const isNew = before?.sequence === sequence - 1 ? before.delayMinutes !== delayMinutes : isHinted;
        if (isLate(delayMinutes) && isNew) {
          found.add(index);
        }
        known.set(transportId, { sequence, delayMinutes });
      });
      return found;
    },
  };
}
