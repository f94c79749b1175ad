import { peer } from '@hyperledger/fabric-protos';
import {
  type ParsedTransaction,
  tryDecode,
  type NamespaceReadWriteSet,
} from '@kontti/fabric-protocol/envelopes';
import { type Refusal, codes, refuse } from './verdict';

/** What an endorser transaction did, after its form was checked. */
export interface CheckedAction {
  readonly chaincodeName: string;
  readonly readWriteSet: readonly NamespaceReadWriteSet[];
  /** The namespaces whose policies must hold, in order of their names: those written and the invoked chaincode. */
  readonly namespaces: readonly string[];
}

/** Checks an action's own statements. Mirrors txvalidator/v20/plugindispatcher/dispatcher.go Dispatch. */
export function checkAction(
  transaction: ParsedTransaction,
): { readonly action: CheckedAction } | { readonly refusal: Refusal } {
  const { channelHeader, chaincodeAction, readWriteSet } = transaction;
  const extension =
    channelHeader &&
    tryDecode(() => peer.ChaincodeHeaderExtension.deserializeBinary(channelHeader.getExtension_asU8()));
  if (!extension) {
    return { refusal: refuse(codes.BAD_HEADER_EXTENSION, 'The header extension is malformed.') };
  }
  if (!chaincodeAction || transaction.responsePayload?.getExtension_asU8().length === 0) {
    return { refusal: refuse(codes.BAD_RESPONSE_PAYLOAD, 'The response payload holds no chaincode action.') };
  }
  if (!readWriteSet) return { refusal: refuse(codes.BAD_RWSET, 'The read-write set is malformed.') };
  const invoked = extension.getChaincodeId();
  const endorsed = chaincodeAction.getChaincodeId();
  if (!invoked || !endorsed) {
    return { refusal: refuse(codes.INVALID_OTHER_REASON, 'The transaction does not name its chaincode.') };
  }
  const chaincodeName = invoked.getName();
  if (chaincodeName === '' || chaincodeName !== endorsed.getName() || endorsed.getVersion() === '') {
    return {
      refusal: refuse(codes.INVALID_CHAINCODE, 'Header and action name different chaincodes, or no version.'),
    };
  }
  if (!isEventOf(chaincodeName, chaincodeAction.getEvents_asU8())) {
    return { refusal: refuse(codes.INVALID_OTHER_REASON, 'The event is malformed or of another chaincode.') };
  }
  const names = readWriteSet.map(({ namespace }) => namespace);
  if (new Set(names).size !== names.length) {
    return { refusal: refuse(codes.ILLEGAL_WRITESET, 'The read-write set names a chaincode twice.') };
  }
  const written = readWriteSet.filter(isWritten).map(({ namespace }) => namespace);
  const namespaces = [...new Set([chaincodeName, ...written])].toSorted();
  return { action: { chaincodeName, readWriteSet, namespaces } };
}

function isEventOf(chaincodeName: string, eventBytes: Uint8Array): boolean {
  if (eventBytes.length === 0) return true;
  const event = tryDecode(() => peer.ChaincodeEvent.deserializeBinary(eventBytes));
  return event?.getChaincodeId() === chaincodeName;
}

function isWritten(set: NamespaceReadWriteSet): boolean {
  return (
    set.writes.length > 0 ||
    set.metadataWrites.length > 0 ||
    set.collections.some(({ writes, metadataWrites }) => writes.length > 0 || metadataWrites.length > 0)
  );
}
