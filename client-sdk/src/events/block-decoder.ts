import { createHash } from 'node:crypto';
import { common, ledger, peer } from '@hyperledger/fabric-protos';

const VALID = peer.TxValidationCode.VALID;
const ENDORSER_TRANSACTION = common.HeaderType.ENDORSER_TRANSACTION;

/** The write of a private value, as every peer sees it. */
export interface HashedWrite {
  /** Hex of the hash of the value. */
  readonly hash: string;
  /** True when the transaction read that nothing stood there, so that peers commit it only where that is so. */
  readonly isFirst: boolean;
}

/** What one valid transaction wrote in the chaincode's namespace. */
export interface DecodedTransaction {
  readonly index: number;
  readonly transactionId: string;
  /** The proposal's time, milliseconds UTC. */
  readonly timestampMs: number;
  /** Public writes, without deletions. */
  readonly writes: ReadonlyMap<string, Uint8Array>;
  /** Public keys of which the transaction read that nothing stood there, so that peers commit it only where that is so. */
  readonly absent: ReadonlySet<string>;
  /** What the transaction wrote under a key of a collection; `undefined` when it wrote nothing. */
  hashedWrite(place: { readonly collection: string; readonly key: string }): HashedWrite | undefined;
  readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
  /** Sequence of the chaincode's definition that the transaction committed; `undefined` when it committed none. */
  readonly definitionSequence: number | undefined;
}

/** A block with those of its transactions that are valid and belong to the chaincode. */
export interface DecodedBlock {
  readonly number: bigint;
  readonly transactions: readonly DecodedTransaction[];
}

/** Decodes the valid transactions of a block, as far as they write for the chaincode or redefine it. @internal */
export function decodeBlock(block: common.Block, chaincodeName: string): DecodedBlock {
  const codes = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const transactions: DecodedTransaction[] = [];
  envelopes.forEach((bytes, index) => {
    if (codes?.[index] === VALID) {
      const transaction = decodeTransaction(bytes, { index, chaincodeName });
      if (transaction !== undefined) {
        transactions.push(transaction);
      }
    }
  });
  return { number: BigInt(block.getHeader()?.getNumber() ?? 0), transactions };
}

/** Which transaction of its block, and whose writes. */
export interface TransactionPlace {
  readonly index: number;
  readonly chaincodeName: string;
}

/** Decodes an envelope, valid or not; `undefined` when it neither writes for the chaincode nor redefines it. */
export function decodeTransaction(
  bytes: Uint8Array,
  place: TransactionPlace,
): DecodedTransaction | undefined {
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(bytes).getPayload_asU8(),
  );
  const header = common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
  if (header.getType() !== ENDORSER_TRANSACTION) {
    return undefined;
  }
  const action = payloadToAction(payload);
  const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8()).getNsRwsetList();
  const own = sets.find((set) => set.getNamespace() === place.chaincodeName);
  const lifecycle = sets.find((set) => set.getNamespace() === '_lifecycle');
  const definitionSequence =
    lifecycle === undefined ? undefined : setToSequence(lifecycle, place.chaincodeName);
  const event = actionToEvent(action, place.chaincodeName);
  if (own === undefined && event === undefined && definitionSequence === undefined) {
    return undefined;
  }
  const timestamp = header.getTimestamp();
  const hashed = lazyHashedWrites(own);
  const keys = own === undefined ? undefined : setToKeys(own);
  return {
    index: place.index,
    transactionId: header.getTxId(),
    timestampMs: (timestamp?.getSeconds() ?? 0) * 1000 + Math.floor((timestamp?.getNanos() ?? 0) / 1e6),
    writes: keys === undefined ? new Map() : keysToWrites(keys),
    absent: new Set(keys === undefined ? [] : keysToAbsent(keys)),
    hashedWrite: ({ collection, key }) => hashed().get(collection)?.get(sha256Hex(key)),
    event,
    definitionSequence,
  };
}

function payloadToAction(payload: common.Payload): peer.ChaincodeAction {
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(
    action?.getPayload_asU8() ?? new Uint8Array(),
  );
  const response = peer.ProposalResponsePayload.deserializeBinary(
    endorsed.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
  );
  return peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
}

function actionToEvent(action: peer.ChaincodeAction, chaincodeName: string): DecodedTransaction['event'] {
  const bytes = action.getEvents_asU8();
  if (bytes.length === 0) {
    return undefined;
  }
  const event = peer.ChaincodeEvent.deserializeBinary(bytes);
  return event.getChaincodeId() === chaincodeName
    ? { name: event.getEventName(), payload: event.getPayload_asU8() }
    : undefined;
}

type Keys = ledger.rwset.kvrwset.KVRWSet;

function setToKeys(set: ledger.rwset.NsReadWriteSet): Keys {
  return ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8());
}

function keysToWrites(keys: Keys): Map<string, Uint8Array> {
  const writes = keys.getWritesList().filter((write) => !write.getIsDelete());
  return new Map(writes.map((write) => [write.getKey(), write.getValue_asU8()]));
}

function keysToAbsent(keys: Keys): string[] {
  const reads = keys.getReadsList().filter((read) => !read.hasVersion());
  return reads.map((read) => read.getKey());
}

type HashedWrites = ReadonlyMap<string, ReadonlyMap<string, HashedWrite>>;

/** Hashed writes are needed only where facts were written, so they are decoded on the first question. */
function lazyHashedWrites(set: ledger.rwset.NsReadWriteSet | undefined): () => HashedWrites {
  let decoded: HashedWrites | undefined;
  return () => (decoded ??= new Map((set?.getCollectionHashedRwsetList() ?? []).map(collectionToWrites)));
}

function collectionToWrites(
  collection: ledger.rwset.CollectionHashedReadWriteSet,
): readonly [string, ReadonlyMap<string, HashedWrite>] {
  const set = ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
  const absent = new Set(
    set
      .getHashedReadsList()
      .filter((read) => !read.hasVersion())
      .map((read) => toHex(read.getKeyHash_asU8())),
  );
  const writes = set
    .getHashedWritesList()
    .filter((write) => !write.getIsDelete())
    .map((write): readonly [string, HashedWrite] => {
      const keyHash = toHex(write.getKeyHash_asU8());
      return [keyHash, { hash: toHex(write.getValueHash_asU8()), isFirst: absent.has(keyHash) }];
    });
  return [collection.getCollectionName(), new Map(writes)];
}

/** Key and value as `core/chaincode/lifecycle/serializer.go` makes them. */
function setToSequence(set: ledger.rwset.NsReadWriteSet, chaincodeName: string): number | undefined {
  const bytes = keysToWrites(setToKeys(set)).get(`namespaces/fields/${chaincodeName}/Sequence`);
  return bytes === undefined ? undefined : peer.lifecycle.StateData.deserializeBinary(bytes).getInt64();
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
