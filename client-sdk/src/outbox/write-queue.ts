import type { RowChange, RowWriter } from './store';

interface Waiting {
  readonly change: RowChange;
  readonly resolve: (isDone: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the changes that come while a write is under way, and writes them together: what fsync costs is shared by all rows that are on
 * their way. Resolves with false for a change of a row that somebody else changed meanwhile.
 */
export function createWriteQueue(writer: RowWriter): (change: RowChange) => Promise<boolean> {
  let waiting: Waiting[] = [];
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const together = waiting;
      waiting = [];
      try {
        const done = await writer.write(together.map(({ change }) => change));
        together.forEach(({ resolve }, index) => resolve(done[index] === true));
      } catch (error) {
        for (const { reject } of together) {
          reject(error);
        }
      }
    }
    isWriting = false;
  };
  return (change) =>
    new Promise<boolean>((resolve, reject) => {
      waiting.push({ change, resolve, reject });
      if (!isWriting) {
        void writeAll();
      }
    });
}
