import { KonttiError } from '../errors';
import { TERMS_ATTEMPTS_MAX } from '../limits';

/** Computes and books again where other terms came into force meanwhile. */
export async function retryOutdated<R>(book: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await book();
    } catch (error) {
      const isOutdated =
        error instanceof KonttiError &&
        error.code === 'SEQUENCE' &&
        error.details['field'] === 'termsVersion';
      if (!isOutdated || attempt >= TERMS_ATTEMPTS_MAX) throw error;
    }
  }
}
