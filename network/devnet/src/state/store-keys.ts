import type { CollectionKey, StateKey } from './types';

/** The families of records in a channel's store; each key starts with one of these letters. */
const families = {
  chainInfo: 'm',
  block: 'b',
  envelope: 'd',
  outcomes: 'o',
  blockHash: 'i',
  transaction: 't',
  publicState: 's',
  hashedState: 'h',
  privateState: 'p',
  history: 'y',
  expiry: 'e',
  privateWrites: 'w',
  privateWritesExpiry: 'v',
  purge: 'g',
  record: 'k',
  snapshot: 'x',
  undo: 'u',
  pendingRevert: 'r',
} as const;

/** Families whose keys name a block or a transaction: a key of theirs is written once, so nothing is there before. */
const writtenOnce: ReadonlySet<number> = new Set(
  [
    families.block,
    families.envelope,
    families.outcomes,
    families.blockHash,
    families.transaction,
    families.history,
    families.undo,
  ].map((family) => family.charCodeAt(0)),
);

/** A hashed key: the SHA-256 of the key, as a string of one character a byte. */
export interface HashedKey {
  readonly namespace: string;
  readonly collection: string;
  readonly keyHash: string;
}

/** One transaction's private writes to one collection. */
export interface PrivateWritesKey {
  readonly blockNumber: number;
  readonly txNumber: number;
  readonly namespace: string;
  readonly collection: string;
}

export interface KeyRange {
  readonly gte: Buffer;
  readonly lt: Buffer;
}

function numberBytes(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(6 * numbers.length);
  numbers.forEach((number, index) => bytes.writeUIntBE(number, 6 * index, 6));
  return bytes;
}

/** From the prefix up to, without, its successor. */
function prefixRange(prefix: Buffer): KeyRange {
  const lt = Buffer.from(prefix);
  const last = lt.length - 1;
  // A prefix of ours ends with a letter, a zero or a counter, never with 0xff.
  lt.writeUInt8(lt.readUInt8(last) + 1, last);
  return { gte: prefix, lt };
}

const familyRange = (family: string): KeyRange => prefixRange(Buffer.from(family));

export const storeKeys = {
  isWrittenOnce: (key: Uint8Array): boolean => writtenOnce.has(key[0] ?? 0),
  record: (name: string) => Buffer.from(`${families.record}${name}`),
  records: familyRange(families.record),
  recordKeyToName: (key: Uint8Array): string => Buffer.from(key).toString('utf8', 1),
  snapshot: (id: string) => Buffer.from(`${families.snapshot}${id}`),
  snapshots: familyRange(families.snapshot),
  undo: (blockNumber: number) => Buffer.concat([Buffer.from(families.undo), numberBytes(blockNumber)]),
  undos: familyRange(families.undo),
  pendingRevert: Buffer.from(families.pendingRevert),
  chainInfo: Buffer.from(families.chainInfo),
  block: (blockNumber: number) => Buffer.concat([Buffer.from(families.block), numberBytes(blockNumber)]),
  envelope: (blockNumber: number, txNumber: number) =>
    Buffer.concat([Buffer.from(families.envelope), numberBytes(blockNumber, txNumber)]),
  envelopes: (blockNumber: number): KeyRange => ({
    gte: Buffer.concat([Buffer.from(families.envelope), numberBytes(blockNumber)]),
    lt: Buffer.concat([Buffer.from(families.envelope), numberBytes(blockNumber + 1)]),
  }),
  outcomes: (blockNumber: number) =>
    Buffer.concat([Buffer.from(families.outcomes), numberBytes(blockNumber)]),
  blockHash: (hash: Uint8Array) => Buffer.concat([Buffer.from(families.blockHash), hash]),
  transaction: (txId: string) => Buffer.from(`${families.transaction}${txId}`),
  publicState: ({ namespace, key }: StateKey) => Buffer.from(`${families.publicState}${namespace}\0${key}`),
  publicStateRange: (range: { namespace: string; startKey: string; endKey: string }): KeyRange =>
    boundedRange({ prefix: `${families.publicState}${range.namespace}\0`, ...range }),
  hashedState: ({ namespace, collection, keyHash }: HashedKey) =>
    Buffer.concat([
      Buffer.from(`${families.hashedState}${namespace}\0${collection}\0`),
      Buffer.from(keyHash, 'latin1'),
    ]),
  privateState: ({ namespace, collection, key }: CollectionKey) =>
    Buffer.from(`${families.privateState}${namespace}\0${collection}\0${key}`),
  privateStateRange: (range: {
    namespace: string;
    collection: string;
    startKey: string;
    endKey: string;
  }): KeyRange =>
    boundedRange({ prefix: `${families.privateState}${range.namespace}\0${range.collection}\0`, ...range }),
  history: (change: StateKey & { blockNumber: number; txNumber: number }) =>
    Buffer.concat([historyPrefix(change), numberBytes(change.blockNumber, change.txNumber)]),
  historyRange: (key: StateKey): KeyRange => {
    const prefix = historyPrefix(key);
    return { gte: prefix, lt: Buffer.concat([prefix, Buffer.alloc(13, 0xff)]) };
  },
  historyKeyToHeight: (bytes: Uint8Array) => {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return {
      blockNumber: view.readUIntBE(view.length - 12, 6),
      txNumber: view.readUIntBE(view.length - 6, 6),
    };
  },
  expiry: (blockNumber: number, key: HashedKey) =>
    Buffer.concat([
      Buffer.from(families.expiry),
      numberBytes(blockNumber),
      Buffer.from(`${key.namespace}\0${key.collection}\0`),
      Buffer.from(key.keyHash, 'latin1'),
    ]),
  privateWrites: ({ blockNumber, txNumber, namespace, collection }: PrivateWritesKey) =>
    Buffer.concat([
      Buffer.from(families.privateWrites),
      numberBytes(blockNumber, txNumber),
      Buffer.from(`${namespace}\0${collection}`),
    ]),
  privateWritesOfBlock: (blockNumber: number): KeyRange => ({
    gte: Buffer.concat([Buffer.from(families.privateWrites), numberBytes(blockNumber)]),
    lt: Buffer.concat([Buffer.from(families.privateWrites), numberBytes(blockNumber + 1)]),
  }),
  privateWritesKeyToPlace: (bytes: Uint8Array): PrivateWritesKey => {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [namespace = '', collection = ''] = view.toString('utf8', 13).split('\0');
    return { blockNumber: view.readUIntBE(1, 6), txNumber: view.readUIntBE(7, 6), namespace, collection };
  },
  /** What a block makes expire; the record's value is the key of the writes. */
  privateWritesExpiry: (expiringBlock: number, key: Uint8Array) =>
    Buffer.concat([Buffer.from(families.privateWritesExpiry), numberBytes(expiringBlock), key]),
  privateWritesExpiries: (expiringBlock: number): KeyRange => ({
    gte: Buffer.concat([Buffer.from(families.privateWritesExpiry), numberBytes(expiringBlock)]),
    lt: Buffer.concat([Buffer.from(families.privateWritesExpiry), numberBytes(expiringBlock + 1)]),
  }),
  purge: ({ namespace, collection, keyHash }: HashedKey) =>
    Buffer.concat([
      Buffer.from(`${families.purge}${namespace}\0${collection}\0`),
      Buffer.from(keyHash, 'latin1'),
    ]),
  expiries: (blockNumber: number): KeyRange => ({
    gte: Buffer.concat([Buffer.from(families.expiry), numberBytes(blockNumber)]),
    lt: Buffer.concat([Buffer.from(families.expiry), numberBytes(blockNumber + 1)]),
  }),
} as const;

function boundedRange(range: { prefix: string; startKey: string; endKey: string }): KeyRange {
  const gte = Buffer.from(range.prefix + range.startKey);
  return range.endKey === ''
    ? { gte, lt: prefixRange(Buffer.from(range.prefix)).lt }
    : { gte, lt: Buffer.from(range.prefix + range.endKey) };
}

/** The key's length is before it, so that no key's history runs into that of a longer key. */
function historyPrefix({ namespace, key }: StateKey): Buffer {
  const keyBytes = Buffer.from(key);
  return Buffer.concat([
    Buffer.from(`${families.history}${namespace}\0`),
    numberBytes(keyBytes.length),
    keyBytes,
  ]);
}
