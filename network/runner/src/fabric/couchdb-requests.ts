import { fabricLimits } from './limits';
import type { FabricNode } from './find-node';
import type { CouchdbAccess } from './state-database';

/** Asks a CouchDB for something, by the path below its address. */
export function askCouchdb({ address, user, password }: CouchdbAccess, path: string): Promise<Response> {
  return fetch(`http://${address}/${path}`, {
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
    signal: AbortSignal.timeout(fabricLimits.probeTimeoutMs),
  });
}

/** What peers asked of their CouchDBs since these were started. */
export interface CouchdbRequests {
  /** Requests with the method GET. */
  readonly gets: number;
  /** Answers that there is no such document: absent keys, read one by one. */
  readonly notFound: number;
  /** Requests with the method POST: bulk writes and queries. */
  readonly posts: number;
}

type Counters = Readonly<Record<string, { readonly value?: number } | undefined>>;

async function readCounters(access: CouchdbAccess, name: string): Promise<Counters> {
  const response = await askCouchdb(access, `_node/_local/_stats/couchdb/${name}`);
  if (!response.ok) throw new Error(`CouchDB answers ${response.status} to ${name}`);
  return (await response.json()) as Counters;
}

/**
 * Counts what peers asked of their CouchDBs, by CouchDB's own counters; undefined where peers keep state in LevelDB.
 * @example const requests = await countCouchdbRequests(network.nodes);
 * @throws Error when a CouchDB does not answer within 5 s, or refuses
 */
export async function countCouchdbRequests(
  nodes: readonly FabricNode[],
): Promise<CouchdbRequests | undefined> {
  const couchdbs = nodes.flatMap(({ couchdb }) => (couchdb === undefined ? [] : [couchdb]));
  if (couchdbs.length === 0) return undefined;
  const counted = await Promise.all(
    couchdbs.map(async (access) => {
      const methods = await readCounters(access, 'httpd_request_methods');
      const codes = await readCounters(access, 'httpd_status_codes');
      return [methods['GET'], codes['404'], methods['POST']].map((counter) => counter?.value ?? 0);
    }),
  );
  const sum = (index: number): number => counted.reduce((total, each) => total + (each[index] ?? 0), 0);
  return { gets: sum(0), notFound: sum(1), posts: sum(2) };
}
