import type { common } from '@hyperledger/fabric-protos';
import type { CollectionKey, StateKey } from '../state/types';
import type { TransactionOutcome, ValidationCode } from '../validation/verdict';
import type { Metadata } from '@kontti/fabric-protocol/envelopes';

export interface KeyValue {
  readonly key: string;
  readonly value: Uint8Array;
}

/** A page of a range or rich query. `bookmark` is empty on the last page of a range, with documents the range's end. */
export interface QueryPage {
  readonly records: readonly KeyValue[];
  readonly bookmark: string;
}

/** One change of a key, newest first, as `GetHistoryForKey` returns it. */
export interface KeyModification {
  readonly txId: string;
  readonly value: Uint8Array;
  readonly timestampMs: number;
  readonly isDelete: boolean;
}

/** A lazily read range: closing it early means the range was not exhausted (it changes the phantom check). */
export interface QueryIterator {
  next(): Promise<KeyValue | undefined>;
  close(): Promise<void>;
}

/**
 * Executes one transaction against the committed state and records what it read and wrote. It never sees its own writes.
 * Mirrors core/ledger/kvledger/txmgmt/txmgr.
 */
export interface Simulator {
  getState(key: StateKey): Promise<Uint8Array | undefined>;
  putState(options: StateKey & { value: Uint8Array }): Promise<void>;
  deleteState(key: StateKey): Promise<void>;
  getStateMetadata(key: StateKey): Promise<Metadata>;
  putStateMetadata(options: StateKey & { name: string; value: Uint8Array }): Promise<void>;
  /** `endKey` is exclusive; empty means the namespace's end. */
  getRange(options: { namespace: string; startKey: string; endKey: string }): Promise<QueryIterator>;
  /** @throws NetworkError QUERY_WITH_WRITES when the transaction writes as well. */
  getRangePage(options: {
    namespace: string;
    startKey: string;
    endKey: string;
    pageSize: number;
    bookmark: string;
  }): Promise<QueryPage>;
  /** @throws NetworkError RICH_QUERY_UNSUPPORTED on state that is no document database, RICH_QUERY_INVALID */
  executeQuery(options: { namespace: string; query: string }): Promise<QueryIterator>;
  /** @throws NetworkError RICH_QUERY_UNSUPPORTED, QUERY_WITH_WRITES */
  executeQueryPage(options: {
    namespace: string;
    query: string;
    pageSize: number;
    bookmark: string;
  }): Promise<QueryPage>;
  getHistory(
    key: StateKey,
  ): Promise<QueryIterator & { nextModification(): Promise<KeyModification | undefined> }>;
  /** Records that a chaincode's definition was read: what its collections allow was asked. */
  readDefinition(namespace: string): Promise<void>;
  getPrivateData(key: CollectionKey): Promise<Uint8Array | undefined>;
  getPrivateDataHash(key: CollectionKey): Promise<Uint8Array | undefined>;
  putPrivateData(options: CollectionKey & { value: Uint8Array }): Promise<void>;
  deletePrivateData(key: CollectionKey): Promise<void>;
  purgePrivateData(key: CollectionKey): Promise<void>;
  getPrivateDataMetadata(key: CollectionKey): Promise<Metadata>;
  putPrivateDataMetadata(options: CollectionKey & { name: string; value: Uint8Array }): Promise<void>;
  getPrivateDataRange(options: {
    namespace: string;
    collection: string;
    startKey: string;
    endKey: string;
  }): Promise<QueryIterator>;
  /** @throws NetworkError RICH_QUERY_UNSUPPORTED, QUERY_WITH_WRITES */
  executePrivateQuery(options: {
    namespace: string;
    collection: string;
    query: string;
  }): Promise<QueryIterator>;
  /** What was read and written; afterwards the simulator is closed. */
  finish(): SimulationResult;
}

/** Mirrors core/ledger/ledger_interface.go TxSimulationResults. */
export interface SimulationResult {
  /** `rwset.TxReadWriteSet` bytes: deterministic. */
  readonly publicBytes: Uint8Array;
  /** `rwset.TxPvtReadWriteSet` bytes, when collections were written. */
  readonly privateBytes: Uint8Array | undefined;
  /** What the gateway needs to choose endorsers: namespaces, collections, key-level policies of what was written. */
  readonly touched: readonly NamespaceTouch[];
}

export interface NamespaceTouch {
  readonly namespace: string;
  /** False when the namespace's public keys were only read. */
  readonly writesPublic: boolean;
  /** Public keys written whose committed metadata carries a key-level policy, and those without one. */
  readonly keyPolicies: readonly Uint8Array[];
  readonly writesKeysWithoutPolicy: boolean;
  readonly collections: readonly CollectionTouch[];
}

export interface CollectionTouch {
  readonly collection: string;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly keyPolicies: readonly Uint8Array[];
  readonly writesKeysWithoutPolicy: boolean;
}

/** A committed block with its transactions' outcomes; the codes also are in the block's metadata. */
export interface CommittedBlock {
  readonly block: common.Block;
  readonly outcomes: readonly TransactionOutcome[];
  /** Whether valid transactions changed chaincode definitions or approvals; reported to those who hear of the commit. */
  readonly changesLifecycle?: boolean;
}

export interface CommittedTransaction {
  readonly envelope: common.Envelope;
  readonly code: ValidationCode;
  readonly blockNumber: number;
  readonly txNumber: number;
}

/** What a company received of one transaction's private writes to one collection. */
export interface PrivateWrites {
  readonly txNumber: number;
  readonly namespace: string;
  readonly collection: string;
  /** `kvrwset.KVRWSet` bytes, without what was purged since. */
  readonly writeSet: Uint8Array;
  /** `common.SignaturePolicyEnvelope` bytes of those who alone may read it; undefined where the collection does not say. */
  readonly readerPolicy: Uint8Array | undefined;
}

/** The ledger of one channel: blocks, state, history, hashed and plain private data. */
export interface ChannelLedger {
  readonly channelId: string;
  /** Number of blocks. */
  readonly height: number;
  /** Whether state is kept as documents, as a peer with CouchDB does. */
  readonly hasDocuments: boolean;
  /** Reads committed state as the peer of `mspId` sees it: private data only of its own collections. */
  createSimulator(options: {
    txId: string;
    mspId: string;
    /** Single keys come back as they were put, as from a peer whose cache holds them; only where state is kept as documents. */
    readsCache?: boolean;
  }): Simulator;
  /** Committed public state, for system chaincode and validation. */
  getState(key: StateKey): Promise<Uint8Array | undefined>;
  /** Keeps an endorsed transaction's private writes until it is committed (or expired). */
  keepPrivateWrites(options: { txId: string; privateBytes: Uint8Array }): void;
  /** What would become of a transaction (`common.Envelope` bytes) alone in the next block; nothing changes. */
  judge(envelope: Uint8Array): Promise<TransactionOutcome>;
  /** Validates and commits the next block. Calls are serialised. */
  commit(block: common.Block): Promise<CommittedBlock>;
  getBlock(blockNumber: number): Promise<CommittedBlock | undefined>;
  /** What a company received with a block and did not let expire. */
  getPrivateWrites(options: { blockNumber: number; mspId: string }): Promise<readonly PrivateWrites[]>;
  getBlockByHash(hash: Uint8Array): Promise<CommittedBlock | undefined>;
  getTransaction(txId: string): Promise<CommittedTransaction | undefined>;
  /** Header hash of the newest block, and of the one before. */
  chainInfo(): { height: number; currentBlockHash: Uint8Array; previousBlockHash: Uint8Array };
  /** Called after each commit, in order; returns the function that ends the subscription. */
  onCommit(listener: (committed: CommittedBlock) => void): () => void;
  close(): Promise<void>;
}

/** Bytes that a peer keeps beside the chain, such as an installed package. */
export interface LedgerRecord {
  readonly name: string;
  readonly value: Uint8Array;
}

/** A point to which a ledger can go back. */
export interface LedgerSnapshot {
  /** Its name, or a number where none was given. */
  readonly id: string;
  /** How many blocks there were. */
  readonly height: number;
}

/** A channel's ledger as the network that runs it sees it. */
export interface KeptLedger extends ChannelLedger {
  /** Keeps a record; settles when it is stored as safely as a block. */
  putRecord(record: LedgerRecord): Promise<void>;
  records(): Promise<readonly LedgerRecord[]>;
  /** Oldest first. */
  snapshots(): readonly LedgerSnapshot[];
  /** Settles with the id. @throws NetworkError SNAPSHOT_REFUSED */
  takeSnapshot(name?: string): Promise<string>;
  /** @throws NetworkError SNAPSHOT_UNKNOWN */
  checkSnapshot(id: string): void;
  /** Blocks, state, history, private data and records are those of the snapshot again. @throws NetworkError SNAPSHOT_UNKNOWN */
  revert(id: string): Promise<void>;
  /** @throws NetworkError SNAPSHOT_UNKNOWN */
  dropSnapshot(id: string): Promise<void>;
}
