import { findDocuments, projectFields } from '../documents/find';
import type { IndexDefinition } from '../documents/index-choice';
import { bytesToObject, objectToBytes, type JsonObject } from '../documents/json';
import { parseQuery } from '../documents/query';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { privateValueFor } from './private-value';
import type { SimulationContext } from './simulation-context';
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

/** CouchDB gives this bookmark with no results. */
const bookmarkOfNothing = 'nil';

interface StoredDocument {
  readonly key: string;
  readonly body: JsonObject;
  readonly versioned: VersionedValue;
}

interface Found {
  readonly record: KeyValue;
  readonly versioned: VersionedValue;
  readonly bookmark: string;
}

async function readDocuments(
  iterator: StateIterator,
  visible: (versioned: VersionedValue) => VersionedValue | undefined,
): Promise<StoredDocument[]> {
  const documents: StoredDocument[] = [];
  for (let entry = await iterator.next(); entry !== undefined; entry = await iterator.next()) {
    const versioned = visible(entry.versioned);
    const body = versioned === undefined ? undefined : bytesToObject(versioned.value);
    if (versioned !== undefined && body !== undefined) documents.push({ key: entry.key, body, versioned });
  }
  await iterator.close();
  return documents;
}

/**
 * Rich queries of one simulation. Results of queries on public state are reads of their keys; nothing is said of what else would have
 * matched. Mirrors txmgr/query_executor.go.
 */
export function createDocumentQueries(context: SimulationContext): DocumentQueries {
  const { reader, guard, builder, touches, mspId, documents } = context;

  async function find(place: {
    namespace: string;
    collection?: string;
    query: string;
    bookmark?: string;
  }): Promise<Found[]> {
    if (documents === undefined) throw unsupported('ExecuteQuery');
    const { namespace, collection, bookmark } = place;
    const query = parseQuery(place.query);
    const everything = { namespace, startKey: '', endKey: '' };
    const stored =
      collection === undefined
        ? await readDocuments(reader.rangePublic(everything), (versioned) => versioned)
        : await readDocuments(reader.rangePrivate({ ...everything, collection }), (versioned) =>
            privateValueFor(mspId, versioned),
          );
    const indexes = await documents.indexes({
      mspId,
      namespace,
      ...(collection === undefined ? {} : { collection }),
    });
    const found = findDocuments({
      documents: stored,
      indexes,
      query,
      ...(bookmark === undefined ? {} : { bookmark }),
    });
    return found.map(({ document, bookmark: behind }) => ({
      record: { key: document.key, value: objectToBytes(projectFields(document.body, query.fields)) },
      versioned: document.versioned,
      bookmark: behind,
    }));
  }

  function recordRead(namespace: string, { record, versioned }: Found): KeyValue {
    builder.addRead({ namespace, key: record.key }, versioned.version);
    return record;
  }

  return {
    async executeQuery({ namespace, query }): Promise<QueryIterator> {
      guard.beforeRead();
      const found = await find({ namespace, query });
      touches.read({ namespace, key: '' });
      return iterate(found, (each) => recordRead(namespace, each));
    },
    async executeQueryPage({ namespace, query, pageSize, bookmark }): Promise<QueryPage> {
      guard.beforePaginatedQuery();
      if (documents === undefined) throw unsupported('ExecuteQueryWithMetadata');
      const found = await find({ namespace, query, bookmark });
      touches.read({ namespace, key: '' });
      const page = found.slice(0, pageSize);
      const records = page.map((each) => recordRead(namespace, each));
      return { records, bookmark: page.at(-1)?.bookmark ?? (bookmark === '' ? bookmarkOfNothing : bookmark) };
    },
    async executePrivateQuery({ namespace, collection, query }): Promise<QueryIterator> {
      guard.beforePrivateQuery();
      await context.checkCollection({ namespace, collection });
      return iterate(await find({ namespace, collection, query }), ({ record }) => record);
    },
  };
}

function iterate(found: readonly Found[], take: (each: Found) => KeyValue): QueryIterator {
  const rest = found.values();
  return {
    next: () => {
      const { value } = rest.next();
      return Promise.resolve(value === undefined ? undefined : take(value));
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
