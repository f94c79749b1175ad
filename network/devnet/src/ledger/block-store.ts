import { common } from '@hyperledger/fabric-protos';
import { createBoundedCache } from '@kontti/fabric-protocol/base';
import { ledgerLimits } from './limits';
import { blockHeaderHash } from '@kontti/fabric-protocol/envelopes';
import type { Store } from '../state/store';
import { storeKeys } from '../state/store-keys';
import { type StoreOperation, jsonBytes, parseJson } from '../state/store-operations';
import type { RefusalCause } from '../validation/refusal-cause';
import type { CommittedBlock, CommittedTransaction } from './types';
import type { TransactionOutcome, ValidationCode } from '../validation/verdict';

interface TransactionPlace {
  readonly blockNumber: number;
  readonly txNumber: number;
  readonly code: ValidationCode;
}

/** The chain's blocks by number and hash, and its transactions by id. Mirrors common/ledger/blkstorage. */
export interface BlockStore {
  /** What writes the block; `add` makes it visible after it was written. */
  operations(committed: CommittedBlock): StoreOperation[];
  add(committed: CommittedBlock): void;
  /** Forgets what is kept parsed: the store has changed below. */
  forget(): void;
  get(blockNumber: number): Promise<CommittedBlock | undefined>;
  numberOf(hash: Uint8Array): number | undefined;
  /** The first transaction with that id, valid or not. */
  placeOf(txId: string): TransactionPlace | undefined;
  getTransaction(txId: string): CommittedTransaction | undefined;
  getEnvelope(place: { blockNumber: number; txNumber: number }): common.Envelope | undefined;
  outcomesOf(blockNumber: number): readonly TransactionOutcome[] | undefined;
}

interface StoredOutcome {
  readonly id: string;
  readonly code: ValidationCode;
  readonly reason?: string;
  readonly cause?: RefusalCause;
}

export function createBlockStore(options: { store: Store }): BlockStore {
  const { store } = options;
  const recent = createBoundedCache<number, CommittedBlock>({ entriesMax: ledgerLimits.cachedBlocksMax });

  const placeOf = (txId: string): TransactionPlace | undefined => {
    const bytes = store.getSync(storeKeys.transaction(txId));
    return bytes && decodePlace(bytes);
  };

  const getEnvelope = (place: { blockNumber: number; txNumber: number }): common.Envelope | undefined => {
    const bytes = store.getSync(storeKeys.envelope(place.blockNumber, place.txNumber));
    return bytes && common.Envelope.deserializeBinary(bytes);
  };

  const outcomesOf = (blockNumber: number): readonly TransactionOutcome[] | undefined => {
    const known = recent.get(blockNumber);
    if (known) return known.outcomes;
    const bytes = store.getSync(storeKeys.outcomes(blockNumber));
    return bytes && decodeOutcomes(bytes);
  };

  return {
    operations: (committed) => blockOperations({ committed, isKnown: (txId) => placeOf(txId) !== undefined }),
    add: (committed) => recent.set(blockNumberOf(committed), committed),
    forget: () => {
      recent.clear();
    },
    async get(blockNumber) {
      const known = recent.get(blockNumber);
      if (known) return known;
      const header = store.getSync(storeKeys.block(blockNumber));
      const outcomes = outcomesOf(blockNumber);
      if (!header || !outcomes) return undefined;
      const block = common.Block.deserializeBinary(header);
      const data = new common.BlockData();
      data.setDataList(await store.values(storeKeys.envelopes(blockNumber)).all());
      block.setData(data);
      return { block, outcomes };
    },
    numberOf(hash) {
      const bytes = store.getSync(storeKeys.blockHash(hash));
      return bytes && Buffer.from(bytes).readUIntBE(0, 6);
    },
    placeOf,
    getEnvelope,
    outcomesOf,
    getTransaction(txId) {
      const place = placeOf(txId);
      const envelope = place && getEnvelope(place);
      return envelope && { envelope, ...place };
    },
  };
}

function blockNumberOf({ block }: { readonly block: common.Block }): number {
  return block.getHeader()?.getNumber() ?? 0;
}

function blockOperations(options: {
  committed: CommittedBlock;
  isKnown: (txId: string) => boolean;
}): StoreOperation[] {
  const { committed, isKnown } = options;
  const { block, outcomes } = committed;
  const blockNumber = blockNumberOf(committed);
  const header = block.getHeader();
  const withoutData = new common.Block();
  withoutData.setHeader(header);
  withoutData.setMetadata(block.getMetadata());
  const operations: StoreOperation[] = [
    { type: 'put', key: storeKeys.block(blockNumber), value: withoutData.serializeBinary() },
    { type: 'put', key: storeKeys.outcomes(blockNumber), value: encodeOutcomes(outcomes) },
  ];
  if (header) {
    const place = Buffer.alloc(6);
    place.writeUIntBE(blockNumber, 0, 6);
    operations.push({ type: 'put', key: storeKeys.blockHash(blockHeaderHash(header)), value: place });
  }
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const added = new Set<string>();
  envelopes.forEach((value, txNumber) => {
    operations.push({ type: 'put', key: storeKeys.envelope(blockNumber, txNumber), value });
    const outcome = outcomes[txNumber];
    if (!outcome || outcome.txId === '' || added.has(outcome.txId) || isKnown(outcome.txId)) return;
    added.add(outcome.txId);
    const place = encodePlace({ blockNumber, txNumber, code: outcome.code });
    operations.push({ type: 'put', key: storeKeys.transaction(outcome.txId), value: place });
  });
  return operations;
}

function encodePlace({ blockNumber, txNumber, code }: TransactionPlace): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUIntBE(blockNumber, 0, 6);
  bytes.writeUIntBE(txNumber, 6, 6);
  bytes.writeUInt8(code, 12);
  return bytes;
}

function decodePlace(bytes: Uint8Array): TransactionPlace {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    blockNumber: view.readUIntBE(0, 6),
    txNumber: view.readUIntBE(6, 6),
    code: view.readUInt8(12) as ValidationCode,
  };
}

function encodeOutcomes(outcomes: readonly TransactionOutcome[]): Uint8Array {
  return jsonBytes(
    outcomes.map(({ txId, code, reason, cause }): StoredOutcome => ({
      id: txId,
      code,
      ...(reason ? { reason } : {}),
      ...(cause ? { cause } : {}),
    })),
  );
}

function decodeOutcomes(bytes: Uint8Array): TransactionOutcome[] {
  const stored = parseJson(bytes) as readonly StoredOutcome[];
  return stored.map(({ id, code, reason, cause }) => ({ txId: id, code, reason, cause }));
}
