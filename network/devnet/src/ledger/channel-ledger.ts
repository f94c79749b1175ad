import type { common } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { MspManager } from '@kontti/fabric-protocol/msp';
import { blockHeaderHash, envelopeBytesToTxId, type Height } from '@kontti/fabric-protocol/envelopes';
import type { ChannelPolicies } from '@kontti/fabric-protocol/policy';
import { type ValidatedBlock, validateBlock } from '../validation/validate-block';
import { codes } from '../validation/verdict';
import { type BlockStore, createBlockStore } from './block-store';
import { type ChainInfo, type StoredChain, readChainInfo } from './chain-info';
import type { DefinitionReader } from '../state/collections';
import type { DocumentDatabase } from './document-queries';
import { DefinitionCache } from './definition-cache';
import { purgeExpired, scheduleExpiries } from './expiry';
import { createHistoryReader } from './history';
import { KeptPrivateWrites } from './kept-private-writes';
import { type Durability, LedgerWriter } from './ledger-writer';
import { LedgerSnapshots } from './ledger-snapshots';
import { type NextBlock, setOutcomeCodes, toNextBlock } from './next-block';
import { preparePrivateUpdates } from './private-updates';
import { expirePrivateWrites, privateWritesOperations, readPrivateWrites } from './private-writes';
import { createSimulator } from './simulator';
import { stateOperations } from './state-operations';
import { createStateReader } from '../state/state-reader';
import type { Store } from '../state/store';
import { storeKeys } from '../state/store-keys';
import type { CommittedBlock, KeptLedger, LedgerRecord } from './types';
import type { TransactionOutcome } from '../validation/verdict';
import { createBlockUpdates } from '../state/update-batch';
import { type VerifyOptions, verifyLedger } from './verify-ledger';

export interface ChannelLedgerOptions {
  readonly channelId: string;
  /** Of this channel alone; the ledger opens and closes it. */
  readonly store: Store;
  readonly definitions: DefinitionReader;
  readonly mspManager: MspManager;
  readonly channelPolicies: ChannelPolicies;
  /** Keeps values as documents, as a peer with CouchDB does; as plain values unless given. */
  readonly documents?: DocumentDatabase | undefined;
  /** For a store that outlives the process: its blocks are synced to disk, and it is verified when it is opened. */
  readonly durability?: Durability & Pick<VerifyOptions, 'location' | 'marked' | 'onProgress'>;
}

/**
 * Opens the ledger of a channel, empty or as it was left. Commit block 0 (a config block) first. A block is written as one batch.
 * @throws NetworkError LEDGER_CORRUPT when the store holds something else.
 */
export async function openChannelLedger(options: ChannelLedgerOptions): Promise<KeptLedger> {
  const { store } = options;
  await store.open();
  const blocks = createBlockStore({ store });
  const committer = new Committer({ ...options, blocks, chain: await openChain({ ...options, blocks }) });
  const { history } = committer;
  await committer.snapshots.load();
  const { applicationMspIds } = options.channelPolicies;
  return {
    channelId: options.channelId,
    get height() {
      return committer.chain.height;
    },
    hasDocuments: options.documents !== undefined,
    createSimulator({ txId, mspId, readsCache = false }) {
      const snapshot = store.snapshot();
      return createSimulator({
        txId,
        mspId,
        reader: createStateReader({ store, snapshot }),
        history,
        definitions: options.definitions,
        applicationMspIds,
        documents: options.documents,
        readsCache,
        onFinish: () => void snapshot.close(),
      });
    },
    getState: (key) => Promise.resolve(committer.reader.getPublic(key)?.value),
    keepPrivateWrites: (writes) => committer.kept.keep(writes),
    judge: (envelope) => committer.judge(envelope),
    commit: (block) => committer.commit(block),
    getBlock: (blockNumber) => blocks.get(blockNumber),
    getPrivateWrites: (place) => readPrivateWrites({ store, ...place }),
    getBlockByHash: async (hash) => {
      const blockNumber = blocks.numberOf(hash);
      return blockNumber === undefined ? undefined : blocks.get(blockNumber);
    },
    getTransaction: (txId) => Promise.resolve(blocks.getTransaction(txId)),
    chainInfo: () => committer.chain,
    onCommit: (listener) => committer.onCommit(listener),
    putRecord: (record) => committer.putRecord(record),
    records: () => readRecords(store),
    snapshots: () => committer.snapshots.list(),
    takeSnapshot: (name) => committer.exclusively(() => committer.snapshots.take(name)),
    checkSnapshot: (id) => void committer.snapshots.find(id),
    revert: (id) => committer.revert(id),
    dropSnapshot: (id) => committer.exclusively(() => committer.snapshots.drop(id)),
    close: () => committer.close(),
  };
}

/** A store that is not taken is closed again. */
async function openChain(options: ChannelLedgerOptions & { blocks: BlockStore }): Promise<StoredChain> {
  const { store, blocks, durability } = options;
  try {
    const chain = readChainInfo(options);
    if (durability) await verifyLedger({ store, blocks, chain, ...durability });
    return chain;
  } catch (error) {
    await options.store.close();
    throw error;
  }
}

/** Commits blocks one after the other. Mirrors core/ledger/kvledger. */
class Committer {
  readonly kept = new KeptPrivateWrites();
  readonly blocks;
  readonly history;
  readonly reader;
  readonly snapshots: LedgerSnapshots;
  readonly #writer: LedgerWriter;
  readonly #options: ChannelLedgerOptions;
  readonly #definitions: DefinitionCache;
  readonly #listeners = new Set<(committed: CommittedBlock) => void>();
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: ChannelLedgerOptions & { chain: StoredChain; blocks: BlockStore }) {
    const { store, definitions, chain, channelId, durability } = options;
    const { applicationMspIds } = options.channelPolicies;
    this.#options = options;
    this.#writer = new LedgerWriter({ store, chain, channelId, durability });
    this.snapshots = new LedgerSnapshots({ store, writer: this.#writer });
    this.blocks = options.blocks;
    this.history = createHistoryReader({ store, blocks: options.blocks });
    this.reader = createStateReader({ store });
    this.#definitions = new DefinitionCache({ definitions, reader: this.reader, applicationMspIds });
  }

  get chain(): ChainInfo {
    return this.#writer.chain;
  }

  /** Blocks are committed in the order of the calls; one that fails does not stop later ones. */
  commit(block: common.Block): Promise<CommittedBlock> {
    return this.exclusively(() => this.#commit(block));
  }

  judge(envelope: Uint8Array): Promise<TransactionOutcome> {
    return this.exclusively(async () => {
      const { height: blockNumber } = this.chain;
      const [outcome] = (await this.#validate({ blockNumber, envelopes: [envelope] })).outcomes;
      if (outcome === undefined) throw new Error('a transaction has an outcome');
      return outcome;
    });
  }

  onCommit(listener: (committed: CommittedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  putRecord({ name, value }: LedgerRecord): Promise<void> {
    return this.exclusively(() =>
      this.#writer.write({ operations: [{ type: 'put', key: storeKeys.record(name), value }] }),
    );
  }

  revert(id: string): Promise<void> {
    return this.exclusively(async () => {
      this.snapshots.find(id);
      try {
        await this.snapshots.revert(id);
      } finally {
        this.blocks.forget();
        this.kept.clear();
        this.#definitions.clear();
      }
    });
  }

  /** Nothing else is written meanwhile. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(() => {
      if (!this.#isClosed) return work();
      throw new NetworkError({ code: 'LEDGER_CLOSED', message: 'The ledger was closed.' });
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    await this.#last;
    await this.#options.store.close();
  }

  async #commit(block: common.Block): Promise<CommittedBlock> {
    const next = toNextBlock(block, this.chain);
    const validated = next.blockNumber === 0 ? acceptConfig(next) : await this.#validate(next);
    const committed = { block, outcomes: validated.outcomes };
    setOutcomeCodes(block, committed.outcomes);
    const chain: ChainInfo = {
      height: next.blockNumber + 1,
      currentBlockHash: blockHeaderHash(next.header),
      previousBlockHash: next.header.getPreviousHash_asU8(),
    };
    const operations = [
      ...this.blocks.operations(committed),
      ...(await this.#stateOperations(next, validated)),
    ];
    const undoOf = this.snapshots.areTaken ? next.blockNumber : undefined;
    await this.#writer.write({ operations, chain, undoOf });
    this.blocks.add(committed);
    const changesLifecycle = this.#definitions.refresh(validated.valid);
    for (const { txId } of committed.outcomes) this.kept.forget(txId);
    for (const listener of this.#listeners) listener({ ...committed, changesLifecycle });
    return committed;
  }

  #validate(next: Pick<NextBlock, 'blockNumber' | 'envelopes'>): Promise<ValidatedBlock> {
    const { channelId, mspManager, channelPolicies } = this.#options;
    return validateBlock(
      {
        channelId,
        mspManager,
        channelPolicies,
        applicationMspIds: channelPolicies.applicationMspIds,
        reader: this.reader,
        definition: (name) => this.#definitions.definition(name),
        placeOfTxId: (txId) => this.blocks.placeOf(txId),
        txIdAt: (height: Height) => this.blocks.outcomesOf(height.blockNumber)?.[height.txNumber]?.txId,
        lastChangeOf: (key) => this.history.lastChangeOf(key),
      },
      next,
    );
  }

  async #stateOperations({ blockNumber }: NextBlock, validated: ValidatedBlock) {
    const { reader, kept } = this;
    const { valid, updates } = validated;
    const { hashedKeys } = updates;
    const collectionOf = (place: { namespace: string; collection: string }) =>
      this.#definitions.collection(place);
    const { privateKeys, received } = await preparePrivateUpdates({
      blockNumber,
      valid,
      updates,
      reader,
      kept,
      collectionOf,
    });
    return [
      ...stateOperations({ blockNumber, validated, privateKeys }),
      ...privateWritesOperations({ blockNumber, received, valid }),
      ...(await expirePrivateWrites(this.#options.store, blockNumber)),
      ...(await scheduleExpiries({ blockNumber, hashedKeys, privateKeys, collectionOf })),
      ...(await purgeExpired({ store: this.#options.store, reader, blockNumber, hashedKeys })),
    ];
  }
}

async function readRecords(store: Store): Promise<readonly LedgerRecord[]> {
  const entries = await store.iterator(storeKeys.records).all();
  return entries.map(([key, value]) => ({ name: storeKeys.recordKeyToName(key), value }));
}

/** Block 0 is taken as it is: the channel begins with it. */
function acceptConfig({ envelopes }: NextBlock): ValidatedBlock {
  const outcomes = envelopes.map((bytes) => ({
    txId: envelopeBytesToTxId(bytes),
    code: codes.VALID,
    reason: undefined,
  }));
  return { outcomes, valid: [], updates: createBlockUpdates() };
}
