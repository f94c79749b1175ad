import { findDocuments, type Document } from '../documents/find';
import type { IndexDefinition } from '../documents/index-definition';
import { objectToBytes, type JsonObject } from '../documents/json';
import { documentLimits } from '../documents/limits';
import { parseQuery } from '../documents/query';
import { bytesToDocument } from '../documents/stored-document';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { privateValueFor } from './private-value';
import { settled, type SimulationContext } from './simulation-context';
import type { StateIterator } from '../state/state-reader';
import type { KeyValue, QueryIterator, QueryPage, Simulator } from './types';
import type { VersionedValue } from '../state/versioned-value';

/** State that is kept as documents, which rich queries can find. */
export interface DocumentDatabase {
  /** What the package brings that the company's peer runs for a chaincode. */
  indexes(place: {
    readonly mspId: string;
    readonly namespace: string;
    readonly collection?: string;
  }): Promise<readonly IndexDefinition[]>;
}

type DocumentQueries = Pick<Simulator, 'executeQuery' | 'executeQueryPage' | 'executePrivateQuery'>;

/** What CouchDB and the peer keep beside a document's own fields. */
const databaseFields: ReadonlySet<string> = new Set(['_id', '_rev', '~version', '_attachments']);

interface KeptDocument extends Document {
  readonly versioned: VersionedValue;
}

interface Found {
  readonly record: KeyValue;
  readonly versioned: VersionedValue;
}

interface Place {
  readonly namespace: string;
  readonly collection?: string;
  readonly query: string;
}

/** One request to the state database. */
type Request = (page: { readonly limit: number; readonly bookmark: string }) => {
  readonly found: readonly Found[];
  readonly bookmark: string;
};

async function readDocuments(
  iterator: StateIterator,
  visible: (versioned: VersionedValue) => VersionedValue | undefined,
): Promise<KeptDocument[]> {
  const documents: KeptDocument[] = [];
  for (let entry = await iterator.next(); entry !== undefined; entry = await iterator.next()) {
    const versioned = visible(entry.versioned);
    if (versioned === undefined) continue;
    documents.push({ key: entry.key, ...bytesToDocument(versioned.value), versioned });
  }
  await iterator.close();
  return documents;
}

/** What a peer makes of a row: an attachment comes back unless the query left it out. */
function rowToValue({ document, fields }: { document: KeptDocument; fields: JsonObject }): Uint8Array {
  if (document.attachment !== undefined && fields.has('_attachments')) return document.attachment;
  const body = [...fields].filter(([name]) => !databaseFields.has(name));
  return objectToBytes(new Map(body));
}

/**
 * Rich queries of one simulation. Results of queries on public state are reads of their keys; nothing is said of what else would have
 * matched. Mirrors txmgr/query_executor.go.
 */
export function createDocumentQueries(context: SimulationContext): DocumentQueries {
  const { stored: state, guard, builder, touches, mspId, documents } = context;

  async function open({ namespace, collection, query: text }: Place): Promise<Request> {
    if (documents === undefined) throw unsupported('ExecuteQuery');
    const query = parseQuery(text);
    const everything = { namespace, startKey: '', endKey: '' };
    const stored =
      collection === undefined
        ? await readDocuments(state.rangePublic(everything), (versioned) => versioned)
        : await readDocuments(state.rangePrivate({ ...everything, collection }), (versioned) =>
            privateValueFor(mspId, versioned),
          );
    const place = { mspId, namespace, ...(collection === undefined ? {} : { collection }) };
    const indexes = await documents.indexes(place);
    return ({ limit, bookmark }) => {
      const page = findDocuments({ documents: stored, indexes, query, limit, bookmark });
      const found = page.documents.map((row) => ({
        record: { key: row.document.key, value: rowToValue(row) },
        versioned: row.document.versioned,
      }));
      return { found, bookmark: page.bookmark };
    };
  }

  function recordRead(namespace: string, { record, versioned }: Found): KeyValue {
    builder.addRead({ namespace, key: record.key }, versioned.version);
    return record;
  }

  return {
    async executeQuery({ namespace, query }): Promise<QueryIterator> {
      guard.beforeRead();
      const scanner = createScanner(await open({ namespace, query }), {});
      touches.read({ namespace, key: '' });
      return iterate(scanner, (each) => recordRead(namespace, each));
    },
    async executeQueryPage({ namespace, query, pageSize, bookmark }): Promise<QueryPage> {
      guard.beforePaginatedQuery();
      if (documents === undefined) throw unsupported('ExecuteQueryWithMetadata');
      const scanner = createScanner(await open({ namespace, query }), { pageSize, bookmark });
      touches.read({ namespace, key: '' });
      const records: KeyValue[] = [];
      for (let found = scanner.next(); found !== undefined; found = scanner.next()) {
        records.push(recordRead(namespace, found));
      }
      return { records, bookmark: scanner.bookmark() };
    },
    async executePrivateQuery({ namespace, collection, query }): Promise<QueryIterator> {
      guard.beforePrivateQuery();
      await context.checkCollection({ namespace, collection });
      const scanner = createScanner(await open({ namespace, collection, query }), {});
      return iterate(scanner, ({ record }) => record);
    },
  };
}

interface Scanner {
  next(): Found | undefined;
  /** Where the last request ended. */
  bookmark(): string;
}

/**
 * Asks page by page, the first page at once. A query's `skip` counts for each of these pages again. Mirrors statecouchdb.go queryScanner.
 */
function createScanner(request: Request, options: { pageSize?: number; bookmark?: string }): Scanner {
  const { pageSize = 0 } = options;
  const { internalPageRows } = documentLimits;
  let returned = 0;
  let at = 0;
  let page = ask(options.bookmark ?? '');

  function ask(bookmark: string): ReturnType<Request> {
    const limit = pageSize > 0 ? Math.min(pageSize - returned, internalPageRows) : internalPageRows;
    at = 0;
    return request({ limit, bookmark });
  }

  return {
    next() {
      if (at >= internalPageRows) page = ask(page.bookmark);
      const found = page.found[at];
      if (found === undefined) return undefined;
      at += 1;
      returned += 1;
      return found;
    },
    bookmark: () => page.bookmark,
  };
}

function iterate(scanner: Scanner, take: (each: Found) => KeyValue): QueryIterator {
  return {
    next: async () => {
      const found = await settled(() => scanner.next());
      return found === undefined ? undefined : take(found);
    },
    close: () => Promise.resolve(),
  };
}

function unsupported(operation: string): NetworkError {
  return new NetworkError({
    code: 'RICH_QUERY_UNSUPPORTED',
    message: `${operation} not supported for leveldb`,
  });
}
