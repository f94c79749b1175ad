import { hash } from 'node:crypto';

/** Hash trees as RFC 6962, section 2.1: leaves and nodes differ in a first byte. */

/** What comes before a leaf's bytes when they are hashed. */
export const LEAF_MARK = 0x00;
const NODE_MARK = 0x01;
const HASH_BYTES = 32;

/** Trees have thousands of nodes, and each is hashed before the next one is written here: none has bytes of its own. */
const node = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_MARK);

/** The hash of a leaf. */
export function leafHash(leaf: Uint8Array): Buffer {
  return hashMarked(Buffer.concat([Buffer.of(LEAF_MARK), leaf]));
}

/** The hash of bytes that begin with their mark. In one call: an object for each hash costs twice as much as the hash of so few bytes. */
export function hashMarked(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** @throws RangeError for what is longer than a hash */
function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new RangeError('hashes of 32 bytes');
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return hashMarked(node);
}

/** The largest power of two below `size`, where a tree of that size splits. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** The hashes of a tree level by level: the leaves first, the root alone last. A node without a sibling goes up as it is. */
export function merkleLevels(leaves: readonly Buffer[]): readonly (readonly Buffer[])[] {
  if (leaves.length === 0) throw new RangeError('a tree has at least one leaf');
  const levels = [leaves];
  for (let below = leaves; below.length > 1;) {
    const above: Buffer[] = [];
    for (let index = 0; index < below.length; index += 2) {
      const [left, right] = [below[index] as Buffer, below[index + 1]];
      above.push(right === undefined ? left : nodeHash(left, right));
    }
    levels.push(above);
    below = above;
  }
  return levels;
}

/** The root over the hashes of at least one leaf. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  return merkleLevels(leaves).at(-1)?.[0] as Buffer;
}

/** The audit path of a leaf: the hashes beside its way to the root, from the leaf upwards. */
export function merklePath(levels: readonly (readonly Buffer[])[], index: number): Buffer[] {
  return levels.flatMap((level, height) => level[Math.floor(index / 2 ** height) ^ 1] ?? []);
}

/** A leaf's place in a tree, and its audit path. */
export interface MerklePlace {
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

/** The root to which the path leads from that leaf, or `undefined` when the path has not the length that the place demands, or no hash. */
export function rootFromPath(leaf: Uint8Array, place: MerklePlace): Buffer | undefined {
  const { index, size, path } = place;
  if (size === 1) return path.length === 0 ? Buffer.from(leaf) : undefined;
  const sibling = path.at(-1);
  if (sibling?.length !== HASH_BYTES) return undefined;
  const split = splitOf(size);
  const below = path.slice(0, -1);
  const isLeft = index < split;
  const child = rootFromPath(
    leaf,
    isLeft ? { index, size: split, path: below } : { index: index - split, size: size - split, path: below },
  );
  if (child === undefined) return undefined;
  return isLeft ? nodeHash(child, sibling) : nodeHash(sibling, child);
}
