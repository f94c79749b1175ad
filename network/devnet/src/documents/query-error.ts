import { NetworkError } from '@kontti/fabric-protocol/base';

/** What CouchDB answers to a query that it refuses, in the words of the peer that asked it (statecouchdb/couchdb.go). */
export function queryRefused(options: { error: string; reason: string; status?: number }): NetworkError {
  const { error, reason, status = 400 } = options;
  return new NetworkError({
    code: 'RICH_QUERY_INVALID',
    message: `error handling CouchDB request. Error:${error},  Status Code:${status},  Reason:${reason}`,
    details: { error, reason, status },
  });
}

/** A query that makes CouchDB's own code fail. A peer asks four times before it says so. */
export function queryCrashed(reason: string): NetworkError {
  return queryRefused({ error: 'unknown_error', reason, status: 500 });
}

/** A query that CouchDB takes and the devnet cannot answer in the same way. */
export function queryUnlike(what: string): NetworkError {
  return new NetworkError({
    code: 'RICH_QUERY_UNSUPPORTED',
    message: `The devnet cannot answer ${what} as CouchDB does: write the query without it, or try it with --engine fabric --state-db couchdb.`,
  });
}
