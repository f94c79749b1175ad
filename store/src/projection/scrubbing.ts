import { KonttiError, type ConsumerStore } from '@kontti/client-sdk';
import type { Sql } from '../sql/database';

/** Removes the bytes of what was erased from the disk, once the transaction that erased it is over. */
export interface Scrubbing {
  /** The store that a consumer gets. */
  readonly store: ConsumerStore<Sql>;
  /** Says that the transaction erases something. */
  readonly expect: () => void;
  /** Scrubs; what is busy is tried again after the next step. */
  readonly afterErasure: () => Promise<void>;
}

/** A store whose steps are followed by scrubbing where something was erased. Without `scrub`, that is left to others. */
export function createScrubbing(
  store: ConsumerStore<Sql>,
  scrub: (() => Promise<void>) | undefined,
): Scrubbing {
  let isDue = false;
  const afterErasure = async (): Promise<void> => {
    isDue = false;
    try {
      await scrub?.();
    } catch (error) {
      if (!(error instanceof KonttiError && error.code === 'STORE_BUSY')) {
        throw error;
      }
      isDue = true;
    }
  };
  return {
    expect: () => {
      isDue = true;
    },
    afterErasure,
    store: {
      state: (consumer) => store.state(consumer),
      countAttempt: (consumer, position) => store.countAttempt(consumer, position),
      deadLetters: (selection) => store.deadLetters(selection),
      dropDeadLetter: (consumer, position) => store.dropDeadLetter(consumer, position),
      close: () => store.close(),
      async advance(step) {
        await store.advance(step);
        if (isDue) {
          await afterErasure();
        }
      },
    },
  };
}
