import { peer } from '@hyperledger/fabric-protos';
import { invokeChaincode } from './invoke-request';
import {
  getHistoryForKey,
  getQueryResult,
  getStateByRange,
  queryStateClose,
  queryStateNext,
} from './query-requests';
import {
  deleteState,
  getPrivateDataHash,
  getState,
  getStateMetadata,
  getStateMultiple,
  purgePrivateData,
  putState,
  putStateMetadata,
  writeBatch,
} from './state-requests';
import type { TransactionContext } from './transaction-context';

/** Serves one request of the chaincode: payload in, payload of the RESPONSE out. */
export type RequestHandler = (payload: Uint8Array, context: TransactionContext) => Promise<Uint8Array>;

const { Type } = peer.ChaincodeMessage;

/** What a chaincode may ask its peer within a transaction. */
export const requestHandlers: ReadonlyMap<number, RequestHandler> = new Map<number, RequestHandler>([
  [Type.GET_STATE, getState],
  [Type.GET_STATE_MULTIPLE, getStateMultiple],
  [Type.PUT_STATE, putState],
  [Type.DEL_STATE, deleteState],
  [Type.GET_STATE_METADATA, getStateMetadata],
  [Type.PUT_STATE_METADATA, putStateMetadata],
  [Type.GET_PRIVATE_DATA_HASH, getPrivateDataHash],
  [Type.PURGE_PRIVATE_DATA, purgePrivateData],
  [Type.WRITE_BATCH_STATE, writeBatch],
  [Type.GET_STATE_BY_RANGE, getStateByRange],
  [Type.GET_QUERY_RESULT, getQueryResult],
  [Type.GET_HISTORY_FOR_KEY, getHistoryForKey],
  [Type.QUERY_STATE_NEXT, queryStateNext],
  [Type.QUERY_STATE_CLOSE, queryStateClose],
  [Type.INVOKE_CHAINCODE, invokeChaincode],
]);

const typeNames = new Map<number, string>(Object.entries(Type).map(([name, value]) => [value, name]));

/** `GET_STATE` and the like. */
export function messageTypeName(type: number): string {
  return typeNames.get(type) ?? `type ${type}`;
}
