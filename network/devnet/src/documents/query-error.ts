import { NetworkError } from '@kontti/fabric-protocol/base';

/** What CouchDB answers to a query that it refuses, in the words of the peer that asked it (statecouchdb/couchdb.go). */
export function queryRefused(options: { error: string; reason: string }): NetworkError {
  const { error, reason } = options;
  return new NetworkError({
    code: 'RICH_QUERY_INVALID',
    message: `error handling CouchDB request. Error:${error},  Status Code:400,  Reason:${reason}`,
    details: { error, reason },
  });
}
