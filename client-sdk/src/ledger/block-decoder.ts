import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { fieldValues, onlyValue } from './wire-fields';
import { toWriteSet } from './write-set';
import type { LedgerVersion, WriteSet } from './write-set';

const VALID = peer.TxValidationCode.VALID;
const ENDORSER_TRANSACTION = common.HeaderType.ENDORSER_TRANSACTION;
const LIFECYCLE = '_lifecycle';

/** What one transaction reads and writes for a chaincode. */
export interface DecodedTransaction {
  readonly index: number;
  readonly transactionId: string;
  /** In the chaincode's namespace; `undefined` when it touches nothing there. */
  readonly writeSet: WriteSet | undefined;
  readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
  /** Where the definition of the chaincode was committed under which the transaction was endorsed; `absent` before the first. */
  readonly definedAt: LedgerVersion | 'absent' | undefined;
  /** Fields of the chaincode's definition that the transaction commits, as `core/chaincode/lifecycle/serializer.go` writes them. */
  readonly definition: ReadonlyMap<string, Uint8Array> | undefined;
}

/** A block with those of its transactions that are valid and belong to the chaincode. */
export interface DecodedBlock {
  readonly number: bigint;
  readonly transactions: readonly DecodedTransaction[];
}

/** Decodes the valid transactions of a block, as far as they are about the chaincode. @internal */
export function decodeBlock(block: common.Block, chaincodeName: string): DecodedBlock {
  const codes = validationCodes(block);
  const transactions: DecodedTransaction[] = [];
  (block.getData()?.getDataList_asU8() ?? []).forEach((bytes, index) => {
    if (codes?.[index] === VALID) {
      const transaction = decodeTransaction(bytes, { index, chaincodeName });
      if (transaction !== undefined) {
        transactions.push(transaction);
      }
    }
  });
  return { number: blockNumberOf(block), transactions };
}

/** What became of each transaction of a block, one byte each. @internal */
export function validationCodes(block: common.Block): Uint8Array | undefined {
  return block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
}

/** The number of a block. @internal */
export function blockNumberOf(block: common.Block): bigint {
  return BigInt(block.getHeader()?.getNumber() ?? 0);
}

/** Which transaction of its block, and for which chaincode. */
interface TransactionPlace {
  readonly index: number;
  readonly chaincodeName: string;
}

/**
 * Decodes an envelope, valid or not; `undefined` when it is not about the chaincode. Any client can have bytes ordered that are no
 * transaction: they are about no chaincode.
 */
export function decodeTransaction(
  bytes: Uint8Array,
  place: TransactionPlace,
): DecodedTransaction | undefined {
  try {
    return decodeEnvelope(bytes, place);
  } catch {
    return undefined;
  }
}

function decodeEnvelope(bytes: Uint8Array, place: TransactionPlace): DecodedTransaction | undefined {
  const { chaincodeName } = place;
  const payload = envelopeToPayload(common.Envelope.deserializeBinary(bytes));
  const header = common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
  if (header.getType() !== ENDORSER_TRANSACTION) {
    return undefined;
  }
  const action = payloadToAction(payload);
  const sets = actionToSets(action);
  const writeSet = toWriteSet(sets, chaincodeName);
  const lifecycle = toWriteSet(sets, LIFECYCLE);
  const definition = lifecycle === undefined ? undefined : toFields(lifecycle, chaincodeName);
  const event = actionToEvent(action, chaincodeName);
  if (writeSet === undefined && event === undefined && definition === undefined) {
    return undefined;
  }
  return {
    index: place.index,
    transactionId: header.getTxId(),
    writeSet,
    event,
    definedAt: lifecycle?.versionRead(fieldKey(chaincodeName, 'Sequence')),
    definition,
  };
}

/** From a prepared transaction to its read-write set: envelope, payload, data, action and so on, by the numbers of their fields. */
const PREPARED_TO_RESULTS = [2, 1, 2, 1, 2, 2, 1, 2, 1];
const NAMESPACE_SETS = 2;
const NAMESPACE_NAME = [1];

/**
 * Where the chaincode's definition was committed under which a transaction was endorsed that is not ordered yet; `undefined` for bytes
 * that do not say so in one way. @internal
 */
export function preparedToDefinedAt(
  prepared: Uint8Array,
  chaincodeName: string,
): LedgerVersion | 'absent' | undefined {
  try {
    const sets = fieldValues(onlyValue(prepared, PREPARED_TO_RESULTS), NAMESPACE_SETS)
      .filter((set) => Buffer.from(onlyValue(set, NAMESPACE_NAME)).toString() === LIFECYCLE)
      .map((set) => ledger.rwset.NsReadWriteSet.deserializeBinary(set));
    return toWriteSet(sets, LIFECYCLE)?.versionRead(fieldKey(chaincodeName, 'Sequence'));
  } catch {
    return undefined;
  }
}

function envelopeToPayload(envelope: common.Envelope): common.Payload {
  return common.Payload.deserializeBinary(envelope.getPayload_asU8());
}

function actionToSets(action: peer.ChaincodeAction): ledger.rwset.NsReadWriteSet[] {
  return ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8()).getNsRwsetList();
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

/** By the names of the fields; `undefined` when no field is written. */
function toFields(lifecycle: WriteSet, chaincodeName: string): DecodedTransaction['definition'] {
  const prefix = fieldKey(chaincodeName, '');
  const fields = new Map<string, Uint8Array>();
  for (const key of lifecycle.publicKeys()) {
    const write = key.startsWith(prefix) ? lifecycle.publicWrite(key) : undefined;
    if (write?.outcome === 'written') {
      fields.set(key.slice(prefix.length), write.value);
    }
  }
  return fields.size === 0 ? undefined : fields;
}

function fieldKey(chaincodeName: string, field: string): string {
  return `namespaces/fields/${chaincodeName}/${field}`;
}
