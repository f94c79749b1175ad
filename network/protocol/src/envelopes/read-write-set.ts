import { ledger } from '@hyperledger/fabric-protos';
import { toHeight, type Height, type Metadata } from './state-version';
import { limits } from '../base/limits';

const { rwset } = ledger;
const { HashedRWSet, KVRWSet } = rwset.kvrwset;

export interface KeyRead {
  /** For a collection its SHA-256, one character a byte. */
  readonly key: string;
  readonly version: Height | undefined;
}

export interface KeyWrite {
  readonly key: string;
  /** For a collection the SHA-256 of the value. */
  readonly value: Uint8Array;
  readonly isDelete: boolean;
  readonly isPurge: boolean;
}

export interface KeyMetadataWrite {
  readonly key: string;
  /** Empty when the key's metadata is dropped. */
  readonly metadata: Metadata;
}

export interface CollectionReadWriteSet {
  readonly collection: string;
  readonly reads: readonly KeyRead[];
  readonly writes: readonly KeyWrite[];
  readonly metadataWrites: readonly KeyMetadataWrite[];
  /** SHA-256 of the members' write set; empty when nothing was written. */
  readonly privateHash: Uint8Array;
}

export interface NamespaceReadWriteSet {
  readonly namespace: string;
  readonly reads: readonly KeyRead[];
  readonly ranges: readonly ledger.rwset.kvrwset.RangeQueryInfo[];
  readonly writes: readonly KeyWrite[];
  readonly metadataWrites: readonly KeyMetadataWrite[];
  readonly collections: readonly CollectionReadWriteSet[];
}

/** SHA-256 of nothing: such a value hash is a delete, too (rwset_proto_util.go IsKVWriteHashDelete). */
const emptyHash = Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex');

/**
 * Decodes `rwset.TxReadWriteSet` bytes. Only the encoding that peers write is taken: another could hide a key that is no UTF-8
 * and would be read as a different one. @throws when the bytes are malformed.
 */
export function decodeReadWriteSet(bytes: Uint8Array): NamespaceReadWriteSet[] {
  const message = rwset.TxReadWriteSet.deserializeBinary(bytes);
  checkCanonical(message.serializeBinary(), bytes);
  return message.getNsRwsetList().map((namespace) => {
    const encoded = namespace.getRwset_asU8();
    const set = KVRWSet.deserializeBinary(encoded);
    checkCanonical(set.serializeBinary(), encoded);
    return {
      namespace: checkName(namespace.getNamespace()),
      reads: set
        .getReadsList()
        .map((read) => ({ key: checkKey(read.getKey()), version: toHeight(read.getVersion()) })),
      ranges: set.getRangeQueriesInfoList(),
      writes: set.getWritesList().map((write) => ({
        key: checkKey(write.getKey()),
        value: write.getValue_asU8(),
        isDelete: write.getIsDelete() || write.getValue_asU8().length === 0,
        isPurge: false,
      })),
      metadataWrites: set
        .getMetadataWritesList()
        .map((write) => ({ key: checkKey(write.getKey()), metadata: toMetadata(write.getEntriesList()) })),
      collections: namespace.getCollectionHashedRwsetList().map(decodeCollection),
    };
  });
}

function decodeCollection(message: ledger.rwset.CollectionHashedReadWriteSet): CollectionReadWriteSet {
  const encoded = message.getHashedRwset_asU8();
  const set = HashedRWSet.deserializeBinary(encoded);
  checkCanonical(set.serializeBinary(), encoded);
  return {
    collection: checkName(message.getCollectionName()),
    reads: set.getHashedReadsList().map((read) => ({
      key: toKeyHash(read.getKeyHash_asU8()),
      version: toHeight(read.getVersion()),
    })),
    writes: set.getHashedWritesList().map((write) => {
      const value = write.getValueHash_asU8();
      return {
        key: toKeyHash(write.getKeyHash_asU8()),
        value,
        isDelete: write.getIsDelete() || value.length === 0 || emptyHash.equals(value),
        isPurge: write.getIsPurge(),
      };
    }),
    metadataWrites: set.getMetadataWritesList().map((write) => ({
      key: toKeyHash(write.getKeyHash_asU8()),
      metadata: toMetadata(write.getEntriesList()),
    })),
    privateHash: message.getPvtRwsetHash_asU8(),
  };
}

function checkCanonical(encodedAgain: Uint8Array, bytes: Uint8Array): void {
  if (Buffer.compare(encodedAgain, bytes) !== 0) {
    throw new TypeError('the encoding is not the one that peers write');
  }
}

/** Half a surrogate pair is no UTF-8: in the store it would be another key. */
function checkKey(key: string): string {
  if (/\p{Surrogate}/u.test(key)) throw new TypeError('a key is no UTF-8');
  return key;
}

/** Names are before keys in the store, with a zero between. */
function checkName(name: string): string {
  if (name.includes('\0') || name.length > limits.nameMax) throw new TypeError('a name is invalid');
  return checkKey(name);
}

function toKeyHash(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function toMetadata(entries: readonly ledger.rwset.kvrwset.KVMetadataEntry[]): Metadata {
  return new Map(entries.map((entry) => [entry.getName(), entry.getValue_asU8()]));
}
