import { Contract } from 'fabric-contract-api';
import type { Context } from 'fabric-contract-api';

/** One thing to do with the ledger: a verb of {@link verbs} and what it needs. */
export type ScriptStep = readonly [verb: string, ...args: string[]];

type Stub = Context['stub'];
type Verb = (stub: Stub, args: readonly string[]) => Promise<unknown>;

interface Records {
  next(): Promise<{ readonly value: { readonly key: string; readonly value: Uint8Array }; done: boolean }>;
  close(): Promise<void>;
}

const toBytes = (text = ''): Uint8Array => Buffer.from(text);
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (hex = ''): Uint8Array => Buffer.from(hex, 'hex');

/** Reads up to `max` records; the shim's iterator says of the last one together with `done`, or alone. */
async function readRecords(records: Records, max = Number.MAX_SAFE_INTEGER): Promise<string[]> {
  const found: string[] = [];
  while (found.length < max) {
    const { value, done } = await records.next();
    if (value as typeof value | undefined) {
      found.push(`${value.key}=${toText(value.value)}`);
    }
    if (done) {
      break;
    }
  }
  await records.close();
  return found;
}

interface Modifications {
  next(): Promise<{
    readonly value: { readonly txId: string; readonly value: Uint8Array; readonly isDelete: boolean };
    readonly done: boolean;
  }>;
  close(): Promise<void>;
}

/** Which transactions wrote a key, and what; the newest first. */
async function readHistory(modifications: Modifications): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const { value, done } = await modifications.next();
    if (value as typeof value | undefined) {
      found.push(`${value.txId}=${value.isDelete ? '(deleted)' : toText(value.value)}`);
    }
    if (done) {
      break;
    }
  }
  await modifications.close();
  return found;
}

const publicVerbs: Readonly<Record<string, Verb>> = {
  get: async (stub, [key = '']) => toText(await stub.getState(key)),
  put: (stub, [key = '', value]) => stub.putState(key, toBytes(value)),
  putBytes: (stub, [key = '', hex]) => stub.putState(key, fromHex(hex)),
  delete: (stub, [key = '']) => stub.deleteState(key),
  policy: (stub, [key = '', hex]) => stub.setStateValidationParameter(key, fromHex(hex)),
  policyOf: async (stub, [key = '']) => toHex(await stub.getStateValidationParameter(key)),
  range: async (stub, [start = '', end = '', max]) =>
    readRecords(await stub.getStateByRange(start, end), max === undefined ? undefined : Number(max)),
  /** Reads up to `max` records of a range, and leaves it open. */
  openRange: async (stub, [start = '', end = '', max = '0']) => {
    const range = await stub.getStateByRange(start, end);
    return readRecords({ next: () => range.next(), close: () => Promise.resolve() }, Number(max));
  },
  composite: async (stub, [type = '', ...parts]) =>
    readRecords(await stub.getStateByPartialCompositeKey(type, parts)),
  putComposite: (stub, [value, type = '', ...parts]) =>
    stub.putState(stub.createCompositeKey(type, parts), toBytes(value)),
  page: async (stub, [start = '', end = '', size = '0', bookmark = '']) => {
    const page = await stub.getStateByRangeWithPagination(start, end, Number(size), bookmark);
    return { records: await readRecords(page.iterator), ...page.metadata };
  },
  /** Reads up to `max` records of a page, and leaves it open. */
  openPage: async (stub, [start = '', end = '', size = '0', max = '0']) => {
    const { iterator, metadata } = await stub.getStateByRangeWithPagination(start, end, Number(size));
    const records = { next: () => iterator.next(), close: () => Promise.resolve() };
    return { records: await readRecords(records, Number(max)), ...metadata };
  },
  compositePage: async (stub, [size = '0', bookmark = '', type = '', ...parts]) => {
    const page = await stub.getStateByPartialCompositeKeyWithPagination(type, parts, Number(size), bookmark);
    return { records: await readRecords(page.iterator), ...page.metadata };
  },
  queryPage: async (stub, [selector = '', size = '0', bookmark = '']) => {
    const page = await stub.getQueryResultWithPagination(selector, Number(size), bookmark);
    return { records: await readRecords(page.iterator), ...page.metadata };
  },
  query: async (stub, [selector = '']) => readRecords(await stub.getQueryResult(selector)),
  /** All pages of a query; bookmarks are the database's own, so all that is reported is whether there is one. */
  queryPages: async (stub, [selector = '', size = '0']) => {
    const pages: unknown[] = [];
    let bookmark = '';
    for (let count = Number(size); count === Number(size);) {
      const page = await stub.getQueryResultWithPagination(selector, Number(size), bookmark);
      const records = await readRecords(page.iterator);
      ({ bookmark } = page.metadata);
      count = records.length;
      const isOwn = bookmark !== '' && bookmark !== 'nil';
      pages.push({ records, fetched: page.metadata.fetchedRecordsCount, bookmark: isOwn ? 'one' : bookmark });
    }
    return pages;
  },
  history: async (stub, [key = '']) => readHistory(await stub.getHistoryForKey(key)),
  event: (stub, [name = '', payload]) => Promise.resolve(stub.setEvent(name, toBytes(payload))),
  call: async (stub, [chaincode = '', channel = '', ...args]) => {
    const { status, message, payload } = await stub.invokeChaincode(chaincode, args, channel);
    return { status, message, payload: toText((payload as Uint8Array | undefined) ?? new Uint8Array()) };
  },
  fail: (_stub, [message]) => Promise.reject(new Error(message)),
};

const privateVerbs: Readonly<Record<string, Verb>> = {
  getPrivate: async (stub, [collection = '', key = '']) => toText(await stub.getPrivateData(collection, key)),
  hash: async (stub, [collection = '', key = '']) => toHex(await stub.getPrivateDataHash(collection, key)),
  putPrivate: (stub, [collection = '', key = '', value]) =>
    stub.putPrivateData(collection, key, toBytes(value)),
  putTransient: (stub, [collection = '', key = '', name = 'value']) =>
    stub.putPrivateData(collection, key, stub.getTransient().get(name) ?? new Uint8Array()),
  deletePrivate: (stub, [collection = '', key = '']) => stub.deletePrivateData(collection, key),
  purge: (stub, [collection = '', key = '']) => stub.purgePrivateData(collection, key),
  policyPrivate: (stub, [collection = '', key = '', hex]) =>
    stub.setPrivateDataValidationParameter(collection, key, fromHex(hex)),
  policyOfPrivate: async (stub, [collection = '', key = '']) => {
    // The shim gives back nothing at all for a policy that was never set, though its types say otherwise.
    const policy: Uint8Array | undefined = await stub.getPrivateDataValidationParameter(collection, key);
    return toHex(policy ?? new Uint8Array());
  },
  queryPrivate: async (stub, [collection = '', selector = '']) => {
    const found: string[] = [];
    for await (const { key, value } of stub.getPrivateDataQueryResult(collection, selector)) {
      found.push(`${key}=${toText(value)}`);
    }
    return found;
  },
  compositePrivate: async (stub, [collection = '', type = '', ...parts]) => {
    const found: string[] = [];
    for await (const { key, value } of stub.getPrivateDataByPartialCompositeKey(collection, type, parts)) {
      found.push(`${key}=${toText(value)}`);
    }
    return found;
  },
  rangePrivate: async (stub, [collection = '', start = '', end = '']) => {
    const found: string[] = [];
    for await (const { key, value } of stub.getPrivateDataByRange(collection, start, end)) {
      found.push(`${key}=${toText(value)}`);
    }
    return found;
  },
};

const plainVerbs: Readonly<Record<string, Verb>> = { ...publicVerbs, ...privateVerbs };

const verbs: Readonly<Record<string, Verb>> = {
  ...plainVerbs,
  /** Does another verb and goes on when the peer refuses it. */
  try: async (stub, [verb = '', ...args]) => {
    try {
      return await plainVerbs[verb]?.(stub, args);
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
  },
};

/** A contract that does a whole list of things in one transaction, in order, and answers with what each gave. */
export class ScriptContract extends Contract {
  constructor() {
    super('script');
  }

  async run(context: Context, script: string): Promise<string> {
    const results: unknown[] = [];
    for (const [verb, ...args] of JSON.parse(script) as ScriptStep[]) {
      const act = verbs[verb];
      if (act === undefined) {
        throw new Error(`no verb ${verb}`);
      }
      const result = await act(context.stub, args);
      // What the shim gives back for a write says nothing.
      results.push(result instanceof Uint8Array ? null : (result ?? null));
    }
    return JSON.stringify(results);
  }
}
