const SURROGATES_START = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** Orders strings as their UTF-8 bytes are ordered, which is how Fabric and the store order keys. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return codeUnitRank(a) - codeUnitRank(b);
  }
  return left.length - right.length;
}

/** Surrogates are for code points above all others, though their code units are not the highest. */
function codeUnitRank(unit: number): number {
  if (unit >= AFTER_SURROGATES) return unit - 0x800;
  return unit >= SURROGATES_START ? unit + 0x2000 : unit;
}

/** A map's values in the order of their keys. */
export function valuesByKey<T>(map: ReadonlyMap<string, T>): T[] {
  if (map.size < 2) return [...map.values()];
  return [...map.entries()].toSorted(([a], [b]) => compareKeys(a, b)).map(([, value]) => value);
}
