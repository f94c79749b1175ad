/** Works through the items in order, with at most `inFlightMax` of them under way; the first failure ends it. */
export async function forEachBounded<T>(
  items: Iterable<T>,
  options: { inFlightMax: number; work: (item: T) => Promise<void> },
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      await options.work(next.value);
    }
  };
  await Promise.all(Array.from({ length: options.inFlightMax }, worker));
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
