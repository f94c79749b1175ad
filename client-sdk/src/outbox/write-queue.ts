interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (answer: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects what comes while a write is under way, and writes it together: what fsync costs is shared by all that are on their way. `write` gives
 * an answer for each item, in their order, or fails for all of them.
 */
export function createWriteQueue<T, R>(
  write: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isWriting = false;
  const writeTogether = async (together: readonly Waiting<T, R>[]): Promise<void> => {
    try {
      const answers = await write(together.map(({ item }) => item));
      together.forEach(({ resolve }, index) => resolve(answers[index] as R));
    } catch (error) {
      for (const { reject } of together) {
        reject(error);
      }
    }
  };
  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const together = waiting;
      waiting = [];
      await writeTogether(together);
    }
    isWriting = false;
  };
  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isWriting) {
        void writeAll();
      }
    });
}
