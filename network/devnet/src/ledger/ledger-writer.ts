import { type ChainInfo, type StoredChain, chainInfoOperation } from './chain-info';
import { type Store, writeBatch } from '../state/store';
import { StoreDigest } from './store-digest';
import { storeKeys } from '../state/store-keys';
import type { StoreOperation } from '../state/store-operations';
import { encodeUndo } from './undo-record';

/** How the ledger's batches are made to last. */
export interface Durability {
  /** Called when a block is on disk and not yet reported; before a revert is written, `isLower` says so. */
  readonly mark: (chain: ChainInfo, options?: { readonly isLower: boolean }) => void;
}

interface LedgerWriterOptions {
  readonly channelId: string;
  readonly store: Store;
  readonly chain: StoredChain;
  /** Undefined where the store lives no longer than the process. */
  readonly durability: Durability | undefined;
}

interface WriteOptions {
  readonly operations: readonly StoreOperation[];
  /** Where the chain ends afterwards; where it ends now by default. */
  readonly chain?: ChainInfo;
  /** Keeps what the operations replace, under the number of this block. */
  readonly undoOf?: number | undefined;
  readonly snapshotsTaken?: number;
}

/**
 * Writes the ledger: each call is one batch that is there as a whole or not at all, with the chain's end and the digest of all
 * entries. Calls must not overlap.
 */
export class LedgerWriter {
  #stored: StoredChain;
  readonly #options: LedgerWriterOptions;

  constructor(options: LedgerWriterOptions) {
    this.#options = options;
    this.#stored = options.chain;
  }

  get chain(): ChainInfo {
    const { height, currentBlockHash, previousBlockHash } = this.#stored;
    return { height, currentBlockHash, previousBlockHash };
  }

  get snapshotsTaken(): number {
    return this.#stored.snapshotsTaken;
  }

  async write(change: WriteOptions): Promise<void> {
    const { store, channelId, durability } = this.#options;
    const { chain, snapshotsTaken, undoOf } = change;
    const isDurable = durability !== undefined;
    const isCompared = isDurable || undoOf !== undefined;
    const prepared = isCompared ? this.#prepare(change) : { ...change, digest: undefined };
    const stored: StoredChain = { ...this.#stored, ...chain, digest: prepared.digest };
    const next = snapshotsTaken === undefined ? stored : { ...stored, snapshotsTaken };
    const operations = [...prepared.operations, chainInfoOperation({ ...next, channelId })];
    await writeBatch(store, { operations, isDurable });
    const isLonger = next.height > this.#stored.height;
    this.#stored = next;
    if (isLonger) durability?.mark(this.chain);
  }

  /** Must be called before the chain is written shorter: a mark that is too high would look like damage. */
  markLower(chain: ChainInfo): void {
    this.#options.durability?.mark(chain, { isLower: true });
  }

  /** One operation a key, the undo record, and the digest that the store will have. */
  #prepare({ operations, undoOf }: WriteOptions): {
    operations: readonly StoreOperation[];
    digest: string | undefined;
  } {
    const after = new Map(
      operations.map((operation) => [Buffer.from(operation.key).toString('latin1'), operation]),
    );
    const before = [...after.values()].map((operation) => this.#replaced(operation));
    const written = [...after.values()];
    if (undoOf !== undefined) {
      const value = encodeUndo({ chain: this.chain, operations: before });
      written.push({ type: 'put', key: storeKeys.undo(undoOf), value });
    }
    if (this.#options.durability === undefined) return { operations: written, digest: undefined };
    const digest = new StoreDigest(this.#stored.digest);
    for (const operation of [...before, ...written]) {
      if (operation.type === 'put') digest.toggle(operation.key, operation.value);
    }
    return { operations: written, digest: digest.toHex() };
  }

  /** The operation that would restore what is where this one writes. */
  #replaced({ type, key }: StoreOperation): StoreOperation {
    const isNew = type === 'put' && storeKeys.isWrittenOnce(key);
    const value = isNew ? undefined : this.#options.store.getSync(key);
    return value === undefined ? { type: 'del', key } : { type: 'put', key, value };
  }
}
