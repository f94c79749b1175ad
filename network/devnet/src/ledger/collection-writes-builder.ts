import { ledger } from '@hyperledger/fabric-protos';
import { valuesByKey } from '../state/compare-keys';
import { toKvWrite, toMetadataEntries } from './kv-messages';
import { toVersion } from '../state/range-reads';
import { sha256 } from '../state/sha256';
import type { Height, Metadata } from '@kontti/fabric-protocol/envelopes';

const { rwset } = ledger;
const { HashedRWSet, KVMetadataWrite, KVMetadataWriteHash, KVReadHash, KVRWSet, KVWriteHash } = rwset.kvrwset;

/** Records what a simulation read and wrote in one collection: for all as hashes, for the members as it is. */
export class CollectionWritesBuilder {
  readonly #collection: string;
  readonly #hashedReads = new Map<string, ledger.rwset.kvrwset.KVReadHash>();
  readonly #hashedWrites = new Map<string, ledger.rwset.kvrwset.KVWriteHash>();
  readonly #hashedMetadataWrites = new Map<string, ledger.rwset.kvrwset.KVMetadataWriteHash>();
  readonly #writes = new Map<string, ledger.rwset.kvrwset.KVWrite>();
  readonly #metadataWrites = new Map<string, ledger.rwset.kvrwset.KVMetadataWrite>();

  constructor(collection: string) {
    this.#collection = collection;
  }

  addRead(key: string, version: Height | undefined): void {
    const read = new KVReadHash();
    read.setKeyHash(sha256(key));
    if (version) read.setVersion(toVersion(version));
    this.#hashedReads.set(key, read);
  }

  /** An empty value is a delete; a purge is a delete that removes older values as well. */
  addWrite(options: { key: string; value: Uint8Array; isPurge: boolean }): void {
    const { key, value, isPurge } = options;
    const isDelete = value.length === 0;
    const write = new KVWriteHash();
    write.setKeyHash(sha256(key));
    write.setIsDelete(isDelete);
    if (!isDelete) write.setValueHash(sha256(value));
    write.setIsPurge(isPurge);
    this.#hashedWrites.set(key, write);
    this.#writes.set(key, toKvWrite(key, value));
  }

  /** The members learn only the key: the metadata itself is beside the hash. */
  addMetadataWrite(key: string, metadata: Metadata): void {
    const hashed = new KVMetadataWriteHash();
    hashed.setKeyHash(sha256(key));
    hashed.setEntriesList(toMetadataEntries(metadata));
    this.#hashedMetadataWrites.set(key, hashed);
    const write = new KVMetadataWrite();
    write.setKey(key);
    this.#metadataWrites.set(key, write);
  }

  buildHashed(privateHash: Uint8Array | undefined): ledger.rwset.CollectionHashedReadWriteSet {
    const hashed = new HashedRWSet();
    hashed.setHashedReadsList(valuesByKey(this.#hashedReads));
    hashed.setHashedWritesList(valuesByKey(this.#hashedWrites));
    hashed.setMetadataWritesList(valuesByKey(this.#hashedMetadataWrites));
    const collection = new rwset.CollectionHashedReadWriteSet();
    collection.setCollectionName(this.#collection);
    collection.setHashedRwset(hashed.serializeBinary());
    if (privateHash) collection.setPvtRwsetHash(privateHash);
    return collection;
  }

  /** Undefined when the collection was only read. */
  buildPrivate(): ledger.rwset.CollectionPvtReadWriteSet | undefined {
    if (this.#writes.size === 0 && this.#metadataWrites.size === 0) return undefined;
    const set = new KVRWSet();
    set.setWritesList(valuesByKey(this.#writes));
    set.setMetadataWritesList(valuesByKey(this.#metadataWrites));
    const collection = new rwset.CollectionPvtReadWriteSet();
    collection.setCollectionName(this.#collection);
    collection.setRwset(set.serializeBinary());
    return collection;
  }
}
