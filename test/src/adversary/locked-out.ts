import { KonttiError } from '@kontti/client-sdk';

/** What a company submits, or nothing where its own seals are in its way: it has locked itself out. */
export async function unlessLockedOut<T>(submit: () => Promise<T>): Promise<T | undefined> {
  try {
    return await submit();
  } catch (error) {
    if (error instanceof KonttiError && error.code === 'ALREADY_EXISTS') return undefined;
    throw error;
  }
}
