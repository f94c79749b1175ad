import { createHash } from 'node:crypto';
import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import type { MemoryTransaction, StateRead } from '@kontti/chaincode/testing/memory-chain';
import type { StateWrite, Version } from '@kontti/chaincode/testing/memory-state';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb';

const { kvrwset } = ledger.rwset;

const CODES = {
  VALID: peer.TxValidationCode.VALID,
  ENDORSEMENT_POLICY_FAILURE: peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
  MVCC_READ_CONFLICT: peer.TxValidationCode.MVCC_READ_CONFLICT,
} as const;

/** A write in the namespace of the lifecycle, as a commit of a definition makes it. */
export interface LifecycleField {
  readonly name: string;
  readonly value: Uint8Array;
}

/** What the blocks of a ledger in memory say beside its transactions. */
export interface BlockContext {
  readonly channel: string;
  readonly chaincode: string;
  /** Place of the transaction that committed the definition. */
  readonly definedAt: Version;
}

/** The block of a peer with these transactions of a ledger in memory. */
export function toBlock(
  context: BlockContext,
  block: { readonly number: number; readonly transactions: readonly MemoryTransaction[] },
): common.Block {
  const envelopes = block.transactions.map((transaction) => toEnvelope(context, transaction));
  return assemble(
    block.number,
    envelopes,
    block.transactions.map(({ code }) => CODES[code]),
  );
}

/** The block that commits the chaincode's definition. */
export function definitionBlock(
  context: BlockContext,
  definition: { readonly number: number; readonly fields: readonly LifecycleField[] },
): common.Block {
  const set = new kvrwset.KVRWSet();
  // A first commit reads that there was none before.
  set.addReads(readOf({ key: `namespaces/fields/${context.chaincode}/Sequence`, version: undefined }));
  for (const { name, value } of definition.fields) {
    const write = new kvrwset.KVWrite();
    write.setKey(`namespaces/fields/${context.chaincode}/${name}`);
    write.setValue(value);
    set.addWrites(write);
  }
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace('_lifecycle');
  namespace.setRwset(set.serializeBinary());
  const results = new ledger.rwset.TxReadWriteSet();
  results.addNsRwset(namespace);
  const envelope = envelopeOf(context, { txId: 'definition', timeMs: 0, endorsers: [] }, results);
  return assemble(definition.number, [envelope], [peer.TxValidationCode.VALID]);
}

function assemble(number: number, envelopes: readonly Uint8Array[], codes: readonly number[]): common.Block {
  const block = new common.Block();
  const header = new common.BlockHeader();
  header.setNumber(number);
  header.setDataHash(createHash('sha256').update(Buffer.concat(envelopes)).digest());
  block.setHeader(header);
  const data = new common.BlockData();
  data.setDataList([...envelopes]);
  block.setData(data);
  const metadata = new common.BlockMetadata();
  const list: Uint8Array[] = [new Uint8Array(), new Uint8Array(), Uint8Array.from(codes)];
  metadata.setMetadataList(list);
  block.setMetadata(metadata);
  return block;
}

function toEnvelope(context: BlockContext, transaction: MemoryTransaction): Uint8Array {
  const results = new ledger.rwset.TxReadWriteSet();
  results.addNsRwset(lifecycleReads(context));
  results.addNsRwset(ownSets(context, transaction));
  return envelopeOf(context, transaction, results, transaction.event);
}

/** Every endorsed call reads the definition's sequence with the version of the transaction that committed it. */
function lifecycleReads({ chaincode, definedAt }: BlockContext): ledger.rwset.NsReadWriteSet {
  const set = new kvrwset.KVRWSet();
  set.addReads(readOf({ key: `namespaces/fields/${chaincode}/Sequence`, version: definedAt }));
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace('_lifecycle');
  namespace.setRwset(set.serializeBinary());
  return namespace;
}

function readOf({ key, version }: Pick<StateRead, 'key' | 'version'>): ledger.rwset.kvrwset.KVRead {
  const read = new kvrwset.KVRead();
  read.setKey(key);
  if (version !== undefined) read.setVersion(versionOf(version));
  return read;
}

function versionOf({ block, tx }: Version): ledger.rwset.kvrwset.Version {
  const version = new kvrwset.Version();
  version.setBlockNum(block);
  version.setTxNum(tx);
  return version;
}

function ownSets(context: BlockContext, transaction: MemoryTransaction): ledger.rwset.NsReadWriteSet {
  const { reads, writes } = transaction;
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace(context.chaincode);
  const set = new kvrwset.KVRWSet();
  for (const read of reads) if (read.collection === undefined) set.addReads(readOf(read));
  for (const write of writes) {
    if (write.collection !== undefined) continue;
    set.addWrites(writeOf(write));
    if (write.policy !== undefined) set.addMetadataWrites(metadataOf(write.key, write.policy));
  }
  namespace.setRwset(set.serializeBinary());
  const collections = new Set(
    [...reads, ...writes].map(({ collection }) => collection).filter((name) => name !== undefined),
  );
  for (const name of collections) namespace.addCollectionHashedRwset(hashedSet(name, transaction));
  return namespace;
}

function writeOf({ key, value }: StateWrite): ledger.rwset.kvrwset.KVWrite {
  const write = new kvrwset.KVWrite();
  write.setKey(key);
  write.setIsDelete(value === undefined);
  write.setValue(value ?? new Uint8Array());
  return write;
}

function metadataOf(key: string, policy: Uint8Array): ledger.rwset.kvrwset.KVMetadataWrite {
  const write = new kvrwset.KVMetadataWrite();
  write.setKey(key);
  write.addEntries(policyEntry(policy));
  return write;
}

function policyEntry(policy: Uint8Array): ledger.rwset.kvrwset.KVMetadataEntry {
  const entry = new kvrwset.KVMetadataEntry();
  entry.setName('VALIDATION_PARAMETER');
  entry.setValue(policy);
  return entry;
}

function hashedSet(
  collection: string,
  { reads, writes }: MemoryTransaction,
): ledger.rwset.CollectionHashedReadWriteSet {
  const set = new kvrwset.HashedRWSet();
  for (const read of reads) {
    if (read.collection !== collection) continue;
    const hashed = new kvrwset.KVReadHash();
    hashed.setKeyHash(sha256(read.key));
    if (read.version !== undefined) hashed.setVersion(versionOf(read.version));
    set.addHashedReads(hashed);
  }
  for (const write of writes) {
    if (write.collection !== collection) continue;
    const hashed = new kvrwset.KVWriteHash();
    hashed.setKeyHash(sha256(write.key));
    hashed.setIsDelete(write.value === undefined);
    if (write.value !== undefined) hashed.setValueHash(sha256(write.value));
    set.addHashedWrites(hashed);
    if (write.policy === undefined) continue;
    const metadata = new kvrwset.KVMetadataWriteHash();
    metadata.setKeyHash(sha256(write.key));
    metadata.addEntries(policyEntry(write.policy));
    set.addMetadataWrites(metadata);
  }
  const hashedCollection = new ledger.rwset.CollectionHashedReadWriteSet();
  hashedCollection.setCollectionName(collection);
  hashedCollection.setHashedRwset(set.serializeBinary());
  return hashedCollection;
}

function sha256(content: string | Uint8Array): Uint8Array {
  return createHash('sha256').update(content).digest();
}

function envelopeOf(
  context: BlockContext,
  transaction: Pick<MemoryTransaction, 'txId' | 'timeMs' | 'endorsers'>,
  results: ledger.rwset.TxReadWriteSet,
  event?: MemoryTransaction['event'],
): Uint8Array {
  const action = new peer.ChaincodeAction();
  action.setResults(results.serializeBinary());
  if (event !== undefined) {
    const emitted = new peer.ChaincodeEvent();
    emitted.setChaincodeId(context.chaincode);
    emitted.setTxId(transaction.txId);
    emitted.setEventName(event.name);
    emitted.setPayload(event.payload);
    action.setEvents(emitted.serializeBinary());
  }
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(action.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response.serializeBinary());
  endorsed.setEndorsementsList(transaction.endorsers.map(endorsementOf));
  const payloadOfAction = new peer.ChaincodeActionPayload();
  payloadOfAction.setAction(endorsed);
  const transactionAction = new peer.TransactionAction();
  transactionAction.setPayload(payloadOfAction.serializeBinary());
  const body = new peer.Transaction();
  body.addActions(transactionAction);
  const payload = new common.Payload();
  payload.setHeader(headerOf(context, transaction));
  payload.setData(body.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

function endorsementOf(mspId: string): peer.Endorsement {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(identity.serializeBinary());
  return endorsement;
}

function headerOf(
  { channel }: BlockContext,
  { txId, timeMs }: Pick<MemoryTransaction, 'txId' | 'timeMs'>,
): common.Header {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setChannelId(channel);
  channelHeader.setTxId(txId);
  const stamp = new timestamps.Timestamp();
  stamp.setSeconds(Math.floor(timeMs / 1000));
  stamp.setNanos((timeMs % 1000) * 1_000_000);
  channelHeader.setTimestamp(stamp);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  return header;
}
