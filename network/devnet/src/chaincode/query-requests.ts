import { peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '@kontti/fabric-protocol/base';
import type { QueryPage } from '../ledger/types';
import { chaincodeLimits } from './limits';
import { historyCursor, keyValueToBytes, stateCursor } from './query-cursor';
import type { TransactionContext } from './transaction-context';

// Mirrors the query part of core/chaincode/handler.go and query_response_generator.go.

interface PageRequest {
  readonly pageSize: number;
  readonly bookmark: string;
}

function pageRequest(bytes: Uint8Array): PageRequest | undefined {
  if (bytes.length === 0) {
    return undefined;
  }
  const metadata = decodeMessage({ type: peer.QueryMetadata, bytes, name: 'QueryMetadata' });
  const request = { pageSize: metadata.getPagesize(), bookmark: metadata.getBookmark() };
  return request.pageSize === 0 && request.bookmark === '' ? undefined : request;
}

function resultBytes(bytes: Uint8Array): peer.QueryResultBytes {
  const result = new peer.QueryResultBytes();
  result.setResultbytes(bytes);
  return result;
}

/** The next message of results: full ones say that there is more. */
async function nextResults(options: { context: TransactionContext; id: string }): Promise<Uint8Array> {
  const { context, id } = options;
  const cursor = context.cursor(id);
  const results: Uint8Array[] = [];
  const response = new peer.QueryResponse();
  response.setId(id);
  if (cursor.pending !== undefined) {
    results.push(cursor.pending);
    cursor.pending = undefined;
  }
  for (;;) {
    const next = cursor.returned >= chaincodeLimits.queryResultsMax ? undefined : await cursor.next();
    if (next === undefined) {
      await context.closeCursor(id);
      break;
    }
    cursor.returned += 1;
    if (results.length === chaincodeLimits.queryBatchMax) {
      cursor.pending = next;
      response.setHasMore(true);
      break;
    }
    results.push(next);
  }
  response.setResultsList(results.map(resultBytes));
  return response.serializeBinary();
}

function pageToBytes(options: { context: TransactionContext; page: QueryPage }): Uint8Array {
  const { context, page } = options;
  const metadata = new peer.QueryResponseMetadata();
  metadata.setBookmark(page.bookmark);
  metadata.setFetchedRecordsCount(page.records.length);
  const response = new peer.QueryResponse();
  const namespace = context.call.name;
  response.setResultsList(
    page.records.map((record) => resultBytes(keyValueToBytes({ namespace, ...record }))),
  );
  response.setMetadata(metadata.serializeBinary());
  return response.serializeBinary();
}

export async function getStateByRange(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.GetStateByRange, bytes: payload, name: 'GetStateByRange' });
  const { simulator, name: namespace } = context.call;
  const [startKey, endKey, collection] = [
    request.getStartkey(),
    request.getEndkey(),
    request.getCollection(),
  ];
  const page = pageRequest(request.getMetadata_asU8());
  if (collection !== '') {
    await context.requireAccess({ collection, kind: 'read' });
    const iterator = await simulator.getPrivateDataRange({ namespace, collection, startKey, endKey });
    return nextResults({ context, id: context.addCursor(stateCursor({ namespace, iterator })) });
  }
  if (page !== undefined) {
    const pageSize = limitedPageSize(page.pageSize);
    const { bookmark } = page;
    return pageToBytes({
      context,
      page: await simulator.getRangePage({ namespace, startKey, endKey, pageSize, bookmark }),
    });
  }
  const iterator = await simulator.getRange({ namespace, startKey, endKey });
  return nextResults({ context, id: context.addCursor(stateCursor({ namespace, iterator })) });
}

function limitedPageSize(pageSize: number): number {
  const { queryResultsMax } = chaincodeLimits;
  return pageSize > 0 && pageSize < queryResultsMax ? pageSize : queryResultsMax;
}

export async function getQueryResult(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.GetQueryResult, bytes: payload, name: 'GetQueryResult' });
  const { simulator, name: namespace } = context.call;
  const [collection, query] = [request.getCollection(), request.getQuery()];
  const page = pageRequest(request.getMetadata_asU8());
  if (collection === '' && page !== undefined) {
    const pageSize = limitedPageSize(page.pageSize);
    const { bookmark } = page;
    return pageToBytes({
      context,
      page: await simulator.executeQueryPage({ namespace, query, pageSize, bookmark }),
    });
  }
  if (collection !== '') {
    await context.requireAccess({ collection, kind: 'read' });
  }
  const iterator =
    collection === ''
      ? await simulator.executeQuery({ namespace, query })
      : await simulator.executePrivateQuery({ namespace, collection, query });
  return nextResults({ context, id: context.addCursor(stateCursor({ namespace, iterator })) });
}

export async function getHistoryForKey(
  payload: Uint8Array,
  context: TransactionContext,
): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.GetHistoryForKey, bytes: payload, name: 'GetHistoryForKey' });
  const { simulator, name: namespace } = context.call;
  const iterator = await simulator.getHistory({ namespace, key: request.getKey() });
  return nextResults({ context, id: context.addCursor(historyCursor(iterator)) });
}

export function queryStateNext(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.QueryStateNext, bytes: payload, name: 'QueryStateNext' });
  return nextResults({ context, id: request.getId() });
}

export async function queryStateClose(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.QueryStateClose, bytes: payload, name: 'QueryStateClose' });
  await context.closeCursor(request.getId());
  const response = new peer.QueryResponse();
  response.setId(request.getId());
  return response.serializeBinary();
}
