import { createHash } from 'node:crypto';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import {
  bytesKey,
  attachmentKey,
  createFact,
  factDigest,
  factToBytes,
  furtherSealsOf,
  partsOf,
  sealCollectionName,
  sealHash,
  WRITE_ONCE_POLICY,
} from '@kontti/model';
import type { Fact, FactContent } from '@kontti/model';

const kv = ledger.rwset.kvrwset;

/** A write, a deletion, or only a policy. */
export interface CraftedKey {
  readonly key: string;
  readonly value?: Uint8Array;
  readonly isDelete?: boolean;
  readonly isPurge?: boolean;
  /** Metadata entries of the key; no metadata write unless given. */
  readonly policy?: readonly (readonly [name: string, value: Uint8Array])[];
  /** `absent`, or block and transaction that were read. */
  readonly read?: 'absent' | readonly [block: number, tx: number];
}

/** What a transaction does in one namespace, in the order in which it is written down. */
export interface CraftedSet {
  readonly namespace: string;
  readonly keys?: readonly CraftedKey[];
  readonly collections?: readonly { readonly name: string; readonly keys: readonly CraftedKey[] }[];
}

/** A transaction as companies could sign it. */
export interface CraftedTransaction {
  readonly sets: readonly CraftedSet[];
  readonly code?: number;
  /** The chaincode's event. */
  readonly event?: { readonly chaincode: string; readonly name: string; readonly payload: Uint8Array };
  /** `common.HeaderType`; that of an endorsed transaction unless given. */
  readonly type?: common.HeaderTypeMap[keyof common.HeaderTypeMap];
}

/** The policy of what is written once. */
export const WRITE_ONCE = [['VALIDATION_PARAMETER', WRITE_ONCE_POLICY]] as const;

/** That a transaction was endorsed under the definition that was committed there. */
export function definedAt(block: number, tx: number): CraftedSet {
  return { namespace: '_lifecycle', keys: [{ key: 'namespaces/fields/kontti/Sequence', read: [block, tx] }] };
}

/** What an honest contract writes for a fact. */
export function recordedFact(
  content: FactContent,
  attachments: readonly Uint8Array[] = [],
): {
  readonly set: CraftedSet;
  readonly fact: Fact;
  readonly digest: string;
  readonly bytes: Uint8Array;
} {
  const fact = createFact(content);
  const bytes = factToBytes(fact);
  const digest = factDigest(bytes);
  const hash = sealHash(digest);
  const { definition, parts } = partsOf(fact);
  const seals = [...fact.vouchers.map((mspId) => ({ mspId, key: fact.key })), ...furtherSealsOf(fact)];
  const guards = definition.guards?.(parts) ?? [];
  const keys = [bytes, ...attachments].map((value, index) => ({
    key: index === 0 ? bytesKey(hash) : attachmentKey(hash, index - 1),
    value,
    policy: WRITE_ONCE,
  }));
  const collections = [
    ...seals.map(({ mspId, key }) => ({
      name: sealCollectionName(mspId),
      keys: [{ key, value: Buffer.from(digest, 'hex'), policy: WRITE_ONCE, read: 'absent' as const }],
    })),
    ...guards.map(({ mspId, key }) => ({
      name: sealCollectionName(mspId),
      keys: [{ key, read: 'absent' as const }],
    })),
  ];
  return { set: { namespace: 'kontti', keys, collections }, fact, digest, bytes };
}

/** A block with these transactions, valid unless they say otherwise. */
export function craftBlock(number: number, transactions: readonly CraftedTransaction[]): common.Block {
  const block = new common.Block();
  const header = new common.BlockHeader();
  header.setNumber(number);
  block.setHeader(header);
  const data = new common.BlockData();
  data.setDataList(
    transactions.map((transaction, index) => craftEnvelope(`tx-${number}-${index}`, transaction)),
  );
  block.setData(data);
  const codes = Uint8Array.from(transactions, ({ code = peer.TxValidationCode.VALID }) => code);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList([new Uint8Array(), new Uint8Array(), codes]);
  block.setMetadata(metadata);
  return block;
}

/** The bytes of one transaction's envelope. */
export function craftEnvelope(transactionId: string, { sets, event, type }: CraftedTransaction): Uint8Array {
  const results = new ledger.rwset.TxReadWriteSet();
  results.setNsRwsetList(sets.map(toNamespace));
  const action = new peer.ChaincodeAction();
  action.setResults(results.serializeBinary());
  if (event !== undefined) {
    const message = new peer.ChaincodeEvent();
    message.setChaincodeId(event.chaincode);
    message.setEventName(event.name);
    message.setPayload(event.payload);
    action.setEvents(message.serializeBinary());
  }
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(action.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response.serializeBinary());
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setAction(endorsed);
  const transactionAction = new peer.TransactionAction();
  transactionAction.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([transactionAction]);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type ?? common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setTxId(transactionId);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

function toNamespace({ namespace, keys = [], collections = [] }: CraftedSet): ledger.rwset.NsReadWriteSet {
  const set = new ledger.rwset.NsReadWriteSet();
  set.setNamespace(namespace);
  const own = new kv.KVRWSet();
  for (const each of keys) {
    if (each.read !== undefined) {
      const read = new kv.KVRead();
      read.setKey(each.key);
      read.setVersion(toVersion(each.read));
      own.addReads(read);
    }
    if (each.value !== undefined || each.isDelete === true) {
      const write = new kv.KVWrite();
      write.setKey(each.key);
      write.setIsDelete(each.isDelete === true);
      write.setValue(each.value ?? new Uint8Array());
      own.addWrites(write);
    }
    if (each.policy !== undefined) {
      const write = new kv.KVMetadataWrite();
      write.setKey(each.key);
      write.setEntriesList(each.policy.map(toEntry));
      own.addMetadataWrites(write);
    }
  }
  set.setRwset(own.serializeBinary());
  set.setCollectionHashedRwsetList(collections.map(toCollection));
  return set;
}

function toCollection(collection: {
  readonly name: string;
  readonly keys: readonly CraftedKey[];
}): ledger.rwset.CollectionHashedReadWriteSet {
  const set = new kv.HashedRWSet();
  for (const each of collection.keys) {
    const keyHash = createHash('sha256').update(each.key).digest();
    if (each.read !== undefined) {
      const read = new kv.KVReadHash();
      read.setKeyHash(keyHash);
      read.setVersion(toVersion(each.read));
      set.addHashedReads(read);
    }
    if (each.value !== undefined || each.isDelete === true) {
      const write = new kv.KVWriteHash();
      write.setKeyHash(keyHash);
      write.setIsDelete(each.isDelete === true);
      write.setIsPurge(each.isPurge === true);
      write.setValueHash(each.value === undefined ? '' : createHash('sha256').update(each.value).digest());
      set.addHashedWrites(write);
    }
    if (each.policy !== undefined) {
      const write = new kv.KVMetadataWriteHash();
      write.setKeyHash(keyHash);
      write.setEntriesList(each.policy.map(toEntry));
      set.addMetadataWrites(write);
    }
  }
  const part = new ledger.rwset.CollectionHashedReadWriteSet();
  part.setCollectionName(collection.name);
  part.setHashedRwset(set.serializeBinary());
  return part;
}

function toVersion(read: NonNullable<CraftedKey['read']>): ledger.rwset.kvrwset.Version | undefined {
  if (read === 'absent') {
    return undefined;
  }
  const version = new kv.Version();
  version.setBlockNum(read[0]);
  version.setTxNum(read[1]);
  return version;
}

function toEntry([name, value]: readonly [string, Uint8Array]): ledger.rwset.kvrwset.KVMetadataEntry {
  const entry = new kv.KVMetadataEntry();
  entry.setName(name);
  entry.setValue(value);
  return entry;
}
