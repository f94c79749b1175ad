import type { ConsumerState, ConsumerStore, DeadLetter } from '../consume/store';
import { createError } from '../errors';
import type { DiskAccess } from './memory-outbox-store';

/** What a handler writes with: effects that are on disk with the position. */
export interface MemoryTransaction {
  readonly write: (effect: string) => void;
}

/** A consumer's position and effects in memory. Several openings of one disk are several processes. */
export class ConsumerDisk {
  readonly effects: string[] = [];
  readonly letters: DeadLetter[] = [];
  state: ConsumerState = { position: undefined, attempts: 0 };

  open(access: DiskAccess = (apply) => Promise.resolve().then(apply)): ConsumerStore<MemoryTransaction> {
    return {
      state: () => access(() => this.state, 'read'),
      countAttempt: (_consumer, position) =>
        access(() => {
          if (position === this.state.position) {
            this.state = { ...this.state, attempts: this.state.attempts + 1 };
          }
        }, 'write'),
      advance: async ({ from, to, work, letter }) => {
        const written: string[] = [];
        await access(() => this.#requireAt(from), 'read');
        await work?.({ write: (effect) => written.push(effect) });
        await access(() => {
          this.#requireAt(from);
          this.state = { position: to, attempts: 0 };
          this.effects.push(...written);
          this.letters.push(...(letter === undefined ? [] : [letter]));
        }, 'write');
      },
      deadLetters: () => access(() => [...this.letters], 'read'),
      dropDeadLetter: (_consumer, position) =>
        access(() => {
          const index = this.letters.findIndex((letter) => letter.position === position);
          return index >= 0 && this.letters.splice(index, 1).length > 0;
        }, 'write'),
      close: () => Promise.resolve(),
    };
  }

  #requireAt(position: string | undefined): void {
    if (this.state.position !== position) {
      throw createError('CONSUMER_MOVED');
    }
  }
}
