import { createRandom } from '@kontti/fabric-protocol/testing/random';

/** Numbers that a seed decides. */
export interface Random {
  /** From 0 to below `count`. */
  below(count: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  bytes(length: number): Uint8Array;
}

export function toRandom(seed: number): Random {
  const below = createRandom(seed);
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
