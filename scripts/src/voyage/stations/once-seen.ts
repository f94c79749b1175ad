import { setTimeout as delay } from 'node:timers/promises';
import { KonttiError } from '@kontti/client-sdk';

const attemptsMax = 200;
const pauseMs = 20;
/** What a peer answers that has not seen yet what another company knows to be committed. */
const unseen: ReadonlySet<string> = new Set([
  ...['NOT_FOUND', 'UNKNOWN_RECORD', 'UNKNOWN_LOT', 'UNKNOWN_DEAL'],
  'NOT_AGREED',
]);

/** Repeats the work until the own peer has seen what another company knows to be committed, a moment later. */
export async function onceSeen<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isUnseen = error instanceof KonttiError && unseen.has(error.code);
      if (!isUnseen || attempt === attemptsMax) throw error;
      await delay(pauseMs);
    }
  }
}
