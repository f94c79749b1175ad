import {
  bytesToDocument,
  findDocuments,
  objectToBytes,
  parseIndex,
  parseQuery,
  type Document,
  type IndexDefinition,
} from '@kontti/devnet/documents';
import { NetworkError } from '@kontti/fabric-protocol';

/** Values that chaincode put, index files of its package, and queries, all as text. */
export interface World {
  readonly documents: readonly (readonly [key: string, value: string])[];
  readonly indexes: readonly string[];
  readonly queries: readonly Question[];
}

export interface Question {
  readonly query: string;
  /** Rows of a page; pages are asked for until one is not full. */
  readonly pageSize: number;
}

/** What a peer makes of CouchDB's answer: rows as key and value, page by page. */
export type Answer =
  | { readonly error: string }
  | { readonly pages: readonly (readonly (readonly [key: string, value: string])[])[]; readonly end: string };

/** Pages of one query that are compared. */
const pagesMax = 4;

/** What one page holds, and where the next one starts. */
export interface Page {
  readonly rows: readonly (readonly [key: string, value: string])[];
  readonly bookmark: string;
}

/** Asks until a page is not full. Bookmarks differ in form, so all that counts is whether there is one. */
export async function askPages(pageSize: number, ask: (bookmark: string) => Promise<Page>): Promise<Answer> {
  const pages: Page['rows'][] = [];
  let bookmark = '';
  try {
    do {
      const page = await ask(bookmark);
      pages.push(page.rows);
      bookmark = page.bookmark;
    } while (pages.at(-1)?.length === pageSize && pages.length < pagesMax);
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message };
    throw error;
  }
  return { pages, end: bookmark === '' || bookmark === 'nil' ? bookmark : 'bookmark' };
}

/** A query that was not answered, by the name that CouchDB gives the error. */
export class Refusal extends Error {}

const ownFields: ReadonlySet<string> = new Set(['_id', '_rev', '~version', '_attachments']);

/** True where the devnet refuses what it cannot answer as CouchDB does. */
export function isUnlike(answer: Answer): boolean {
  return 'error' in answer && answer.error.startsWith('RICH_QUERY_UNSUPPORTED');
}

/** The devnet's answers, from its own state as a peer would keep it. */
export function createDevnetSide(world: World): (question: Question) => Promise<Answer> {
  const documents: Document[] = world.documents.map(([key, value]) => ({
    key,
    ...bytesToDocument(Buffer.from(value)),
  }));
  const indexes: IndexDefinition[] = world.indexes.flatMap((text) => {
    try {
      return [parseIndex(text)];
    } catch (error) {
      if (error instanceof NetworkError) return [];
      throw error;
    }
  });
  return ({ query: text, pageSize }) =>
    askPages(pageSize, (bookmark) =>
      Promise.resolve(askOnce({ documents, indexes, text, pageSize, bookmark })),
    );
}

function askOnce(options: {
  documents: readonly Document[];
  indexes: readonly IndexDefinition[];
  text: string;
  pageSize: number;
  bookmark: string;
}): Page {
  const { documents, indexes, text, pageSize, bookmark } = options;
  try {
    const query = parseQuery(text);
    const page = findDocuments({ documents, indexes, query, bookmark, limit: pageSize });
    const rows = page.documents.map(({ document, fields }) => {
      const isWhole = document.attachment !== undefined && fields.has('_attachments');
      const body = new Map([...fields].filter(([name]) => !ownFields.has(name)));
      const value = isWhole ? document.attachment : objectToBytes(body);
      return [document.key, Buffer.from(value).toString()] as const;
    });
    return { rows, bookmark: page.bookmark };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const { error: name, reason } = error.details;
    throw new Refusal(`${typeof name === 'string' ? name : error.code}: ${String(reason)}`);
  }
}
