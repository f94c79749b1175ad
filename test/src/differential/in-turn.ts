/** Does all of it, so much at a time; the results are in the order of the work. */
export async function mapInTurn<T>(options: {
  work: readonly (() => Promise<T>)[];
  atOnceMax: number;
}): Promise<T[]> {
  const { work, atOnceMax } = options;
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < work.length) {
      const index = next;
      next += 1;
      const task = work[index];
      if (task !== undefined) {
        results[index] = await task();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, work.length) }, worker));
  return results;
}
