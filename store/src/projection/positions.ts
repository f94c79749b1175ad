/** Block, transaction and event of a position. */
export function partsOf(position: string): bigint[] {
  return position
    .slice(position.indexOf(':') + 1)
    .split('.')
    .map(BigInt);
}

/** Compares two positions of one ledger: below 0 where the first one comes first. */
export function comparePositions(a: string, b: string): number {
  const [first, second] = [partsOf(a), partsOf(b)];
  for (const [index, part] of first.entries()) {
    const other = second[index] ?? 0n;
    if (part !== other) {
      return part < other ? -1 : 1;
    }
  }
  return 0;
}
