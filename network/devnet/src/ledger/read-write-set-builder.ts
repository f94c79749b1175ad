import { ledger } from '@hyperledger/fabric-protos';
import { compareKeys, valuesByKey } from '../state/compare-keys';
import { CollectionWritesBuilder } from './collection-writes-builder';
import { toKvWrite, toMetadataEntries } from './kv-messages';
import { type RangeReads, toKvRead } from '../state/range-reads';
import { sha256 } from '../state/sha256';
import type { Height, Metadata } from '@kontti/fabric-protocol/envelopes';
import type { CollectionKey, StateKey } from '../state/types';

const { rwset } = ledger;
const { KVMetadataWrite, KVRWSet, QueryReads, RangeQueryInfo } = rwset.kvrwset;

type KvRead = ledger.rwset.kvrwset.KVRead;
type KvWrite = ledger.rwset.kvrwset.KVWrite;
type KvMetadataWrite = ledger.rwset.kvrwset.KVMetadataWrite;
type KvRange = ledger.rwset.kvrwset.RangeQueryInfo;

interface RangeQuery {
  readonly namespace: string;
  readonly startKey: string;
  readonly endKey: string;
  readonly isExhausted: boolean;
  readonly reads: RangeReads;
}

interface NamespaceBuilder {
  readonly reads: Map<string, KvRead>;
  readonly writes: Map<string, KvWrite>;
  readonly metadataWrites: Map<string, KvMetadataWrite>;
  readonly ranges: Map<string, KvRange>;
  readonly collections: Map<string, CollectionWritesBuilder>;
}

/** Records what a simulation read and wrote, and encodes it as peers do. Mirrors rwsetutil/rwset_builder.go. */
export class ReadWriteSetBuilder {
  readonly #namespaces = new Map<string, NamespaceBuilder>();

  addRead({ namespace, key }: StateKey, version: Height | undefined): void {
    this.#namespace(namespace).reads.set(key, toKvRead(key, version));
  }

  /** An empty value is a delete, as it is for peers. */
  addWrite({ namespace, key, value }: StateKey & { value: Uint8Array }): void {
    this.#namespace(namespace).writes.set(key, toKvWrite(key, value));
  }

  addMetadataWrite({ namespace, key, metadata }: StateKey & { metadata: Metadata }): void {
    const write = new KVMetadataWrite();
    write.setKey(key);
    write.setEntriesList(toMetadataEntries(metadata));
    this.#namespace(namespace).metadataWrites.set(key, write);
  }

  /** Of equal ranges only the first counts. */
  addRange(query: RangeQuery): void {
    const { ranges } = this.#namespace(query.namespace);
    const id = JSON.stringify([query.startKey, query.endKey, query.isExhausted]);
    if (!ranges.has(id)) ranges.set(id, toRangeQueryInfo(query));
  }

  collection({ namespace, collection }: Omit<CollectionKey, 'key'>): CollectionWritesBuilder {
    const { collections } = this.#namespace(namespace);
    let builder = collections.get(collection);
    if (!builder) {
      builder = new CollectionWritesBuilder(collection);
      collections.set(collection, builder);
    }
    return builder;
  }

  /** `rwset.TxReadWriteSet` and, when collections were written, `rwset.TxPvtReadWriteSet`. */
  build(): { readonly publicBytes: Uint8Array; readonly privateBytes: Uint8Array | undefined } {
    const publicSet = new rwset.TxReadWriteSet();
    const privateSet = new rwset.TxPvtReadWriteSet();
    for (const [namespace, builder] of sortedEntries(this.#namespaces)) {
      const privateNamespace = new rwset.NsPvtReadWriteSet();
      privateNamespace.setNamespace(namespace);
      const publicNamespace = new rwset.NsReadWriteSet();
      publicNamespace.setNamespace(namespace);
      publicNamespace.setRwset(encodePublic(builder));
      for (const collection of valuesByKey(builder.collections)) {
        const privateCollection = collection.buildPrivate();
        if (privateCollection) privateNamespace.addCollectionPvtRwset(privateCollection);
        const privateHash = privateCollection && sha256(privateCollection.getRwset_asU8());
        publicNamespace.addCollectionHashedRwset(collection.buildHashed(privateHash));
      }
      publicSet.addNsRwset(publicNamespace);
      if (privateNamespace.getCollectionPvtRwsetList().length > 0) privateSet.addNsPvtRwset(privateNamespace);
    }
    const hasPrivate = privateSet.getNsPvtRwsetList().length > 0;
    return {
      publicBytes: publicSet.serializeBinary(),
      privateBytes: hasPrivate ? privateSet.serializeBinary() : undefined,
    };
  }

  #namespace(namespace: string): NamespaceBuilder {
    let builder = this.#namespaces.get(namespace);
    if (!builder) {
      builder = {
        reads: new Map(),
        writes: new Map(),
        metadataWrites: new Map(),
        ranges: new Map(),
        collections: new Map(),
      };
      this.#namespaces.set(namespace, builder);
    }
    return builder;
  }
}

function sortedEntries<T>(map: ReadonlyMap<string, T>): (readonly [string, T])[] {
  return [...map].toSorted(([a], [b]) => compareKeys(a, b));
}

function encodePublic(builder: NamespaceBuilder): Uint8Array {
  const set = new KVRWSet();
  set.setReadsList(valuesByKey(builder.reads));
  set.setRangeQueriesInfoList([...builder.ranges.values()]);
  set.setWritesList(valuesByKey(builder.writes));
  set.setMetadataWritesList(valuesByKey(builder.metadataWrites));
  return set.serializeBinary();
}

function toRangeQueryInfo(query: RangeQuery): KvRange {
  const info = new RangeQueryInfo();
  info.setStartKey(query.startKey);
  info.setEndKey(query.endKey);
  info.setItrExhausted(query.isExhausted);
  if (query.reads.summary) {
    info.setReadsMerkleHashes(query.reads.summary);
  } else if (query.reads.pending.length > 0) {
    const reads = new QueryReads();
    reads.setKvReadsList([...query.reads.pending]);
    info.setRawReads(reads);
  }
  return info;
}
