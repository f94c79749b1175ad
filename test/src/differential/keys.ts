import { pick, type Random } from './choose';

/** Keys of a history that are written and read singly. */
export const singleKeys = ['$/k0', '$/k1', '$/k2', '$/k3'] as const;

export const composites: readonly [string[], ...string[][]] = [
  ['a', 'x'],
  ['a', 'y'],
  ['b', 'x'],
];

export const compositeType = '$-doc';

/** More than 50 results of a range are summarised by a Merkle tree. */
export const longRange = { keysMin: 45, keysMax: 70 };

export const takeKey = (random: Random): string => pick(random, singleKeys);

export const memberKey = (number: number): string => `$/m/${String(number).padStart(3, '0')}`;
