import type { ConsumerStore } from '@kontti/client-sdk';

/** A store that does some of its work another way, and all else as before. */
export function varyStore<T>(store: ConsumerStore<T>, changes: Partial<ConsumerStore<T>>): ConsumerStore<T> {
  return {
    state: (consumer) => store.state(consumer),
    countAttempt: (consumer, position) => store.countAttempt(consumer, position),
    advance: (step) => store.advance(step),
    deadLetters: (selection) => store.deadLetters(selection),
    dropDeadLetter: (consumer, position) => store.dropDeadLetter(consumer, position),
    close: () => store.close(),
    ...changes,
  };
}
