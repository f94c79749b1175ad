import { ledger } from '@hyperledger/fabric-protos';
import { sha256 } from '../state/sha256';
import { ledgerLimits } from './limits';

const { TxPvtReadWriteSet } = ledger.rwset;

interface KeptCollection {
  readonly namespace: string;
  readonly collection: string;
  /** `kvrwset.KVRWSet` bytes. */
  readonly bytes: Uint8Array;
}

interface KeptTransaction {
  readonly collections: KeptCollection[];
  bytesTotal: number;
}

/** Private writes of endorsed transactions until a block brings them, or until newer ones crowd them out. Mirrors core/transientstore. */
export class KeptPrivateWrites {
  readonly #transactions = new Map<string, KeptTransaction>();
  #bytesTotal = 0;

  /** @throws when the bytes are no `rwset.TxPvtReadWriteSet`. */
  keep(options: { txId: string; privateBytes: Uint8Array }): void {
    const message = TxPvtReadWriteSet.deserializeBinary(options.privateBytes);
    const kept = this.#transactions.get(options.txId) ?? { collections: [], bytesTotal: 0 };
    // Set again: what was kept last goes last.
    this.#transactions.delete(options.txId);
    this.#transactions.set(options.txId, kept);
    for (const namespace of message.getNsPvtRwsetList()) {
      for (const collection of namespace.getCollectionPvtRwsetList()) {
        this.#add(kept, {
          namespace: namespace.getNamespace(),
          collection: collection.getCollectionName(),
          bytes: collection.getRwset_asU8(),
        });
      }
    }
    this.#crowdOut(options.txId);
  }

  /** The private writes whose hash the transaction carries. */
  find(options: {
    txId: string;
    namespace: string;
    collection: string;
    hash: Uint8Array;
  }): Uint8Array | undefined {
    const { txId, namespace, collection, hash } = options;
    const kept = this.#transactions.get(txId)?.collections;
    return kept?.find(
      (entry) =>
        entry.namespace === namespace && entry.collection === collection && sha256(entry.bytes).equals(hash),
    )?.bytes;
  }

  clear(): void {
    this.#transactions.clear();
    this.#bytesTotal = 0;
  }

  forget(txId: string): void {
    this.#bytesTotal -= this.#transactions.get(txId)?.bytesTotal ?? 0;
    this.#transactions.delete(txId);
  }

  #add(kept: KeptTransaction, added: KeptCollection): void {
    const isKnown = kept.collections.some(
      (entry) =>
        entry.namespace === added.namespace &&
        entry.collection === added.collection &&
        Buffer.compare(entry.bytes, added.bytes) === 0,
    );
    if (isKnown || kept.collections.length >= ledgerLimits.keptCollectionsPerTransactionMax) return;
    kept.collections.push(added);
    kept.bytesTotal += added.bytes.length;
    this.#bytesTotal += added.bytes.length;
  }

  #crowdOut(newest: string): void {
    for (const txId of this.#transactions.keys()) {
      const isFull =
        this.#transactions.size > ledgerLimits.keptTransactionsMax ||
        this.#bytesTotal > ledgerLimits.keptPrivateBytesMax;
      if (!isFull || txId === newest) return;
      this.forget(txId);
    }
  }
}
