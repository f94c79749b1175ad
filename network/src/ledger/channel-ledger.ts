import type { common } from '@hyperledger/fabric-protos';
import { NetworkError } from '../errors';
import type { MspManager } from '../msp/types';
import { blockHeaderHash } from '../orderer/block-hash';
import type { ChannelPolicies } from '../policy/channel-policies';
import { envelopeBytesToTxId } from '../validation/parse-transaction';
import { type ValidatedBlock, validateBlock } from '../validation/validate-block';
import { codes } from '../validation/verdict';
import { createBlockStore } from './block-store';
import { type ChainInfo, chainInfoOperation, readChainInfo } from './chain-info';
import type { DefinitionReader } from './collections';
import type { DocumentDatabase } from './document-queries';
import { DefinitionCache } from './definition-cache';
import { purgeExpired, scheduleExpiries } from './expiry';
import { createHistoryReader } from './history';
import { KeptPrivateWrites } from './kept-private-writes';
import { type NextBlock, setOutcomeCodes, toNextBlock } from './next-block';
import { preparePrivateUpdates } from './private-updates';
import { createSimulator } from './simulator';
import { stateOperations } from './state-operations';
import { createStateReader } from './state-reader';
import type { Store } from './store';
import type { ChannelLedger, CommittedBlock, Height } from './types';
import { createBlockUpdates } from './update-batch';

export interface ChannelLedgerOptions {
  readonly channelId: string;
  /** Of this channel alone; the ledger opens and closes it. */
  readonly store: Store;
  readonly definitions: DefinitionReader;
  readonly mspManager: MspManager;
  readonly channelPolicies: ChannelPolicies;
  /** Keeps values as documents, as a peer with CouchDB does; as plain values unless given. */
  readonly documents?: DocumentDatabase | undefined;
}

/**
 * Opens the ledger of a channel, empty or as it was left. Commit block 0 (a config block) first. A block is written as one batch.
 * @throws NetworkError LEDGER_CORRUPT when the store holds something else.
 */
export async function openChannelLedger(options: ChannelLedgerOptions): Promise<ChannelLedger> {
  const { channelId, store } = options;
  await store.open();
  const committer = new Committer({ ...options, chain: await openChain({ store, channelId }) });
  const { blocks, history } = committer;
  const { applicationMspIds } = options.channelPolicies;
  return {
    channelId,
    get height() {
      return committer.chain.height;
    },
    createSimulator({ mspId }) {
      const snapshot = store.snapshot();
      return createSimulator({
        mspId,
        reader: createStateReader({ store, snapshot }),
        history,
        definitions: options.definitions,
        applicationMspIds,
        documents: options.documents,
        onFinish: () => void snapshot.close(),
      });
    },
    getState: (key) => Promise.resolve(committer.reader.getPublic(key)?.value),
    keepPrivateWrites: (writes) => committer.kept.keep(writes),
    commit: (block) => committer.commit(block),
    getBlock: (blockNumber) => blocks.get(blockNumber),
    getBlockByHash: async (hash) => {
      const blockNumber = blocks.numberOf(hash);
      return blockNumber === undefined ? undefined : blocks.get(blockNumber);
    },
    getTransaction: (txId) => Promise.resolve(blocks.getTransaction(txId)),
    chainInfo: () => committer.chain,
    onCommit: (listener) => committer.onCommit(listener),
    close: () => committer.close(),
  };
}

/** A store that is not taken is closed again. */
async function openChain(options: { store: Store; channelId: string }): Promise<ChainInfo> {
  try {
    return readChainInfo(options);
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
  chain: ChainInfo;
  readonly #options: ChannelLedgerOptions;
  readonly #definitions: DefinitionCache;
  readonly #listeners = new Set<(committed: CommittedBlock) => void>();
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: ChannelLedgerOptions & { chain: ChainInfo }) {
    const { store, definitions } = options;
    const { applicationMspIds } = options.channelPolicies;
    this.#options = options;
    this.chain = options.chain;
    this.blocks = createBlockStore({ store });
    this.history = createHistoryReader({ store, blocks: this.blocks });
    this.reader = createStateReader({ store });
    this.#definitions = new DefinitionCache({ definitions, reader: this.reader, applicationMspIds });
  }

  /** Blocks are committed in the order of the calls; one that fails does not stop later ones. */
  commit(block: common.Block): Promise<CommittedBlock> {
    const committed = this.#last.then(() => this.#commit(block));
    this.#last = committed.catch(() => undefined);
    return committed;
  }

  onCommit(listener: (committed: CommittedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    await this.#last;
    await this.#options.store.close();
  }

  async #commit(block: common.Block): Promise<CommittedBlock> {
    if (this.#isClosed) throw new NetworkError({ code: 'LEDGER_CLOSED', message: 'The ledger was closed.' });
    const next = toNextBlock(block, this.chain);
    const validated = next.blockNumber === 0 ? acceptConfig(next) : await this.#validate(next);
    const committed = { block, outcomes: validated.outcomes };
    setOutcomeCodes(block, committed.outcomes);
    const chain: ChainInfo = {
      height: next.blockNumber + 1,
      currentBlockHash: blockHeaderHash(next.header),
      previousBlockHash: next.header.getPreviousHash_asU8(),
    };
    const { channelId, store } = this.#options;
    await store.batch([
      ...this.blocks.operations(committed),
      ...(await this.#stateOperations(next, validated)),
      chainInfoOperation({ ...chain, channelId }),
    ]);
    this.chain = chain;
    this.blocks.add(committed);
    this.#definitions.refresh(validated.valid);
    for (const { txId } of committed.outcomes) this.kept.forget(txId);
    for (const listener of this.#listeners) listener(committed);
    return committed;
  }

  #validate(next: NextBlock): Promise<ValidatedBlock> {
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
    const privateKeys = await preparePrivateUpdates({
      blockNumber,
      valid,
      updates,
      reader,
      kept,
      collectionOf,
    });
    return [
      ...stateOperations({ blockNumber, validated, privateKeys }),
      ...(await scheduleExpiries({ blockNumber, hashedKeys, privateKeys, collectionOf })),
      ...(await purgeExpired({ store: this.#options.store, reader, blockNumber, hashedKeys })),
    ];
  }
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
