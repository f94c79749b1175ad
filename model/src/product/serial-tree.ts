import { canonicalJson } from '../json';
import { leafHash, rootFromPath } from '../merkle';
import type { SerialOpening } from './contradiction';
import type { ItemRoot } from './items';

/** The leaf of one item: its serial number with a salt, so that a root shows none. */
export function serialLeaf({ serial, salt }: Pick<SerialOpening, 'serial' | 'salt'>): Buffer {
  return Buffer.from(canonicalJson({ salt, serial }));
}

/** Whether the item with that index of a root has the serial number. */
export function opensSerial({ root, count: size }: ItemRoot, index: number, opening: SerialOpening): boolean {
  const path = opening.path.map((hash) => Buffer.from(hash, 'hex'));
  if (index >= size) return false;
  return rootFromPath(leafHash(serialLeaf(opening)), { index, size, path })?.toString('hex') === root;
}
