import { KonttiError, type ConsumerStore } from '@kontti/client-sdk';
import { varyStore } from '../consumer/vary-store';
import type { Sql } from '../sql/database';

/** Removes the bytes of what was erased from the disk, once the transaction that erased it is over. */
interface Scrubbing {
  /** The store that a consumer gets. */
  readonly store: ConsumerStore<Sql>;
  /** Says that the transaction erases something. */
  readonly expect: () => void;
  /** Scrubs; where that fails, it is tried again after the next step. @throws what fails otherwise than by being busy */
  readonly afterErasure: () => Promise<void>;
}

/** A store whose steps are followed by scrubbing where something was erased. Without `scrub`, that is left to others. */
export function createScrubbing(
  store: ConsumerStore<Sql>,
  scrub: (() => Promise<void>) | undefined,
): Scrubbing {
  let isDue = false;
  /** Where this store took the consumer, or found it. */
  let known: string | undefined;
  const afterErasure = async (): Promise<void> => {
    isDue = false;
    try {
      await scrub?.();
    } catch (error) {
      isDue = true;
      if (!(error instanceof KonttiError && error.code === 'STORE_BUSY')) {
        throw error;
      }
    }
  };
  return {
    expect: () => {
      isDue = true;
    },
    afterErasure,
    store: varyStore(store, {
      async state(consumer) {
        const state = await store.state(consumer);
        // Another process that moved it may have ended before it scrubbed.
        isDue ||= state.position !== known;
        known = state.position;
        return state;
      },
      async advance(step) {
        await store.advance(step);
        known = step.to;
        if (isDue) {
          await afterErasure();
        }
      },
    }),
  };
}
