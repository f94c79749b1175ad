import { createHash } from 'node:crypto';
import { ledger } from '@hyperledger/fabric-protos';
import { WRITE_ONCE_POLICY } from '@kontti/model';

const { KVRWSet, HashedRWSet } = ledger.rwset.kvrwset;

/** The one entry of a key's metadata that peers look at when the key is written again. */
const POLICY_ENTRY = 'VALIDATION_PARAMETER';

const HASH_OF_NOTHING = createHash('sha256').digest();

/**
 * What a transaction writes under one key. `unclear`: it writes the key more than once, or purges it. Peers add such operations up
 * (`core/ledger/kvledger/txmgmt/validation/tx_ops.go`), so that none of the writes may be what counts.
 */
type KeyWrite =
  | { readonly outcome: 'deleted' }
  | { readonly outcome: 'unclear' }
  | {
      readonly outcome: 'written';
      /** The value; of a private key, the value's hash. */
      readonly value: Uint8Array;
      /** True when the same transaction gives the key the policy that nobody can satisfy. */
      readonly isProtected: boolean;
    };

/** A key of a private collection. */
interface PrivateKeyPlace {
  readonly collection: string;
  readonly key: string;
}

/** Where another transaction wrote what a transaction read. */
export interface LedgerVersion {
  readonly block: bigint;
  readonly tx: number;
}

/** What a transaction reads and writes in one namespace, with parts that come more than once joined. */
export interface WriteSet {
  /** Public keys that are written, in the order of the transaction, each once. */
  publicKeys(): IterableIterator<string>;
  /** `undefined` for a key that is not written. */
  publicWrite(key: string): KeyWrite | undefined;
  privateWrite(place: PrivateKeyPlace): KeyWrite | undefined;
  /** True when the transaction read that the private key is absent, so that peers commit it only where that is so. */
  isReadAbsent(place: PrivateKeyPlace): boolean;
  /** The version of a public key that the transaction read; `absent` where there was none, `undefined` when it did not read the key. */
  versionRead(key: string): LedgerVersion | 'absent' | undefined;
  /** Every private key that is written: collection, and hex of the hashes of key and value. */
  privateHashes(): readonly PrivateHash[];
}

/** A private write as every peer sees it. */
interface PrivateHash {
  readonly collection: string;
  readonly keyHash: string;
  readonly hash: string;
}

/**
 * Joins all parts of a transaction's read-write set for a namespace; `undefined` when there is none. Throws for bytes that are none.
 *
 * @internal
 */
export function toWriteSet(
  sets: readonly ledger.rwset.NsReadWriteSet[],
  namespace: string,
): WriteSet | undefined {
  const own = sets.filter((set) => set.getNamespace() === namespace);
  if (own.length === 0) {
    return undefined;
  }
  const keys = new KeyOperations();
  own.forEach((set) => keys.addPublic(KVRWSet.deserializeBinary(set.getRwset_asU8())));
  let collections: ReadonlyMap<string, KeyOperations> | undefined;
  // Private writes are looked at only where facts were written, so they are decoded on the first question.
  const operationsOf = (collection: string): KeyOperations | undefined =>
    (collections ??= toCollections(own)).get(collection);
  return {
    publicKeys: () => keys.writtenKeys(),
    publicWrite: (key) => keys.write(key),
    privateWrite: ({ collection, key }) => operationsOf(collection)?.write(hashOf(key)),
    isReadAbsent: ({ collection, key }) => operationsOf(collection)?.version(hashOf(key)) === 'absent',
    versionRead: (key) => keys.version(key),
    privateHashes: () =>
      [...(collections ??= toCollections(own))].flatMap(([collection, operations]) =>
        [...operations.writtenKeys()].flatMap((keyHash) => {
          const write = operations.write(keyHash);
          return write?.outcome === 'written' ? [{ collection, keyHash, hash: toHex(write.value) }] : [];
        }),
      ),
  };
}

/** Peers take no block with hashed sets that cannot be read, so such sets count for nothing. */
function toCollections(sets: readonly ledger.rwset.NsReadWriteSet[]): ReadonlyMap<string, KeyOperations> {
  const collections = new Map<string, KeyOperations>();
  for (const part of sets.flatMap((set) => set.getCollectionHashedRwsetList())) {
    const name = part.getCollectionName();
    const operations = collections.get(name) ?? new KeyOperations();
    try {
      operations.addHashed(HashedRWSet.deserializeBinary(part.getHashedRwset_asU8()));
    } catch {
      return new Map();
    }
    collections.set(name, operations);
  }
  return collections;
}

interface Operations {
  writes: number;
  isDelete: boolean;
  isPurge: boolean;
  value: Uint8Array;
  policies: number;
  isWriteOnce: boolean;
}

/** What happens to the keys of a namespace or a collection. */
class KeyOperations {
  readonly #operations = new Map<string, Operations>();
  readonly #versions = new Map<string, LedgerVersion | 'absent'>();

  addPublic(set: ledger.rwset.kvrwset.KVRWSet): void {
    set.getReadsList().forEach((read) => this.#addRead(read.getKey(), read.getVersion()));
    for (const write of set.getWritesList()) {
      const value = write.getValue_asU8();
      const isDelete = write.getIsDelete() || value.length === 0;
      this.#addWrite(write.getKey(), { value, isDelete, isPurge: false });
    }
    set.getMetadataWritesList().forEach((write) => this.#addPolicy(write.getKey(), write.getEntriesList()));
  }

  addHashed(set: ledger.rwset.kvrwset.HashedRWSet): void {
    set
      .getHashedReadsList()
      .forEach((read) => this.#addRead(toHex(read.getKeyHash_asU8()), read.getVersion()));
    for (const write of set.getHashedWritesList()) {
      const value = write.getValueHash_asU8();
      const isDelete = write.getIsDelete() || value.length === 0 || HASH_OF_NOTHING.equals(value);
      this.#addWrite(toHex(write.getKeyHash_asU8()), { value, isDelete, isPurge: write.getIsPurge() });
    }
    for (const write of set.getMetadataWritesList()) {
      this.#addPolicy(toHex(write.getKeyHash_asU8()), write.getEntriesList());
    }
  }

  *writtenKeys(): IterableIterator<string> {
    for (const [key, { writes }] of this.#operations) {
      if (writes > 0) {
        yield key;
      }
    }
  }

  write(key: string): KeyWrite | undefined {
    const operations = this.#operations.get(key);
    if (operations === undefined || operations.writes === 0) {
      return undefined;
    }
    const { writes, isDelete, isPurge, value, policies, isWriteOnce } = operations;
    if (writes > 1 || (isPurge && !isDelete)) {
      return { outcome: 'unclear' };
    }
    return isDelete
      ? { outcome: 'deleted' }
      : { outcome: 'written', value, isProtected: policies === 1 && isWriteOnce };
  }

  version(key: string): LedgerVersion | 'absent' | undefined {
    return this.#versions.get(key);
  }

  /** A transaction whose reads of one key differ is never valid. */
  #addRead(key: string, version: ledger.rwset.kvrwset.Version | undefined): void {
    const read =
      version === undefined ? 'absent' : { block: BigInt(version.getBlockNum()), tx: version.getTxNum() };
    this.#versions.set(key, read);
  }

  #addWrite(key: string, write: Pick<Operations, 'value' | 'isDelete' | 'isPurge'>): void {
    const operations = this.#of(key);
    Object.assign(operations, write);
    operations.writes += 1;
  }

  #addPolicy(key: string, entries: readonly ledger.rwset.kvrwset.KVMetadataEntry[]): void {
    const operations = this.#of(key);
    const [entry] = entries;
    operations.policies += 1;
    operations.isWriteOnce =
      entries.length === 1 &&
      entry?.getName() === POLICY_ENTRY &&
      Buffer.from(WRITE_ONCE_POLICY).equals(entry.getValue_asU8());
  }

  #of(key: string): Operations {
    let operations = this.#operations.get(key);
    if (operations === undefined) {
      const value = new Uint8Array();
      operations = { writes: 0, isDelete: false, isPurge: false, value, policies: 0, isWriteOnce: false };
      this.#operations.set(key, operations);
    }
    return operations;
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
