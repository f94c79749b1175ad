import {
  bytesToDocument,
  escapeAsGo,
  objectToBytes,
  parseJson,
  sortMembers,
  type Json,
} from '@kontti/devnet/documents';
import { askPages, Refusal, type Answer, type Page, type Question, type World } from './world';

/** Where a CouchDB listens, and who asks. */
interface CouchdbAccess {
  /** HOST:PORT */
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

interface Reply {
  readonly status: number;
  readonly body: Json;
}

const requestTimeoutMs = 60_000;

/** One database of a CouchDB, filled as a peer fills it, and asked as a peer asks. */
export class CouchdbSide implements AsyncDisposable {
  readonly #access: CouchdbAccess;
  readonly #database: string;
  readonly #attachments = new Map<string, string>();

  private constructor(access: CouchdbAccess, database: string) {
    this.#access = access;
    this.#database = database;
  }

  static async open(access: CouchdbAccess, world: World, database: string): Promise<CouchdbSide> {
    const side = new CouchdbSide(access, database);
    await side.#request('DELETE', '');
    await side.#expect('PUT', '');
    await side.#fill(world);
    return side;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#request('DELETE', '');
  }

  ask({ query, pageSize }: Question): Promise<Answer> {
    return askPages(pageSize, (bookmark) => this.#find(query, { limit: pageSize, bookmark }));
  }

  async #fill({ documents, indexes }: World): Promise<void> {
    const docs = documents.map(([key, value]) => {
      const { fields, attachment } = bytesToDocument(Buffer.from(value));
      if (attachment !== undefined) this.#attachments.set(key, value);
      const data = Buffer.from(value).toString('base64');
      const attachments = `"_attachments":{"valueBytes":{"content_type":"application/octet-stream","data":"${data}"}}`;
      const body = sortMembers(new Map([...fields, ['_id', key], ['~version', 'CgMBAQA=']]));
      const text = Buffer.from(objectToBytes(body)).toString();
      return attachment === undefined ? text : `${text.slice(0, -1)},${attachments}}`;
    });
    await this.#expect('POST', '/_bulk_docs', `{"docs":[${docs.join(',')}]}`);
    // What CouchDB refuses is no index, as with a peer.
    for (const index of indexes) await this.#request('POST', '/_index', index);
  }

  async #find(query: string, { limit, bookmark }: { limit: number; bookmark: string }): Promise<Page> {
    const { status, body } = await this.#request('POST', '/_find', rewriteQuery(query, { limit, bookmark }));
    if (!(body instanceof Map)) throw new Error(`CouchDB answered ${status}`);
    if (status >= 400) throw new Refusal(`${String(body.get('error'))}: ${String(body.get('reason'))}`);
    const docs = body.get('docs') as readonly ReadonlyMap<string, Json>[];
    const rows = docs.map((doc) => {
      const id = doc.get('_id') as string;
      const attachment = doc.has('_attachments') ? this.#attachments.get(id) : undefined;
      const own = new Set(['_id', '_rev', '~version']);
      const fields = new Map([...doc].filter(([name]) => !own.has(name)));
      return [id, attachment ?? escapeAsGo(print(fields))] as const;
    });
    return { rows, bookmark: String(body.get('bookmark') ?? '') };
  }

  async #expect(method: string, path: string, text?: string): Promise<Json> {
    const { status, body } = await this.#request(method, path, text);
    if (status < 300) return body;
    throw new Error(`CouchDB answered ${status} to ${method} ${path}`);
  }

  async #request(method: string, path: string, text?: string): Promise<Reply> {
    const { address, user, password } = this.#access;
    const response = await fetch(`http://${address}/${this.#database}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      },
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(text === undefined ? {} : { body: text }),
    });
    return { status: response.status, body: parseJson(await response.text(), readNumber) };
  }
}

/** A number as the text that it was, whatever it is worth. */
class Literal {
  constructor(readonly text: string) {}
}

/** As a peer does, which keeps numbers as they are written. */
function readNumber(literal: string): Json {
  return new Literal(literal) as unknown as Json;
}

/** What a peer makes of a query: sorted names, its own limit, its own fields beside those that are wanted. */
function rewriteQuery(text: string, { limit, bookmark }: { limit: number; bookmark: string }): string {
  const query = new Map(parseJson(text, readNumber) as ReadonlyMap<string, Json>);
  const fields = query.get('fields');
  if (Array.isArray(fields)) query.set('fields', [...(fields as Json[]), '_id', '~version']);
  query.set('limit', limit);
  if (bookmark !== '') query.set('bookmark', bookmark);
  return print(query);
}

function print(value: Json): string {
  if (value instanceof Literal) return value.text;
  if (Array.isArray(value)) return `[${(value as Json[]).map(print).join(',')}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  const members = [...(value as ReadonlyMap<string, Json>)];
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${print(member)}`).join(',')}}`;
}
