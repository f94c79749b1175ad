import { canonicalJson, checkValue, ModelError, parsePage, parseRecord } from '@kontti/model';
import type { PageRequest } from '@kontti/model';
import type { Transaction } from '@hyperledger/fabric-gateway';
import { openBookmark, sealBookmark } from './bookmark';
import { withDecimalJson } from './decimal-json';
import { preparedToPlace } from './definition/committed';
import type { DefinitionGuard } from './definition/guard';
import { createError } from './errors';
import { toKonttiError } from './to-kontti-error';
import { CALL_OPTIONS, startBounds, startCall } from './gateway/call-options';
import type { CallOptions } from './gateway/call-options';
import { evaluate } from './gateway/evaluate';
import type { ChaincodeCall } from './gateway/evaluate';
import type { Journal } from './gateway/journal';
import type { Semaphore } from './gateway/semaphore';
import type { Session } from './gateway/session';
import { submit } from './gateway/submit';
import { PAGE_SIZE_DEFAULT } from './limits';
import { checkOptions, givenOptions, requireObject } from './options/check-options';
import { LIST_OPTIONS, PAGE_OPTIONS, pagesToRecords } from './pages';
import type { ListOptions, PageOptions, RecordPage, RejectedRecord } from './pages';
import { requestToWire } from './request-values';
import type { HappenedFields } from './request-values';
import { toDated } from './times';
import type { Dated, Undated } from './times';

/** What an operation needs. */
export interface OperationContext {
  readonly session: Session;
  readonly guard: DefinitionGuard;
  readonly submits: Semaphore;
  /** Keeps what is sent, for callers that have to know it after a restart. */
  readonly journal?: Journal;
}

type ModelClass<T> = new () => T;

/** How a request of the model is written to the wire. */
interface RequestForm<Q extends object> {
  /** e.g. `shipment:Consign`. */
  readonly name: string;
  readonly request: ModelClass<Q>;
  /** Fields in which callers may write times as text. */
  readonly timeFields?: readonly string[];
  /** Times of what has happened, which cannot be ahead of the clock. */
  readonly happenedFields?: HappenedFields;
  /** Lists that callers may leave out: an empty list is sent. */
  readonly optionalLists?: readonly string[];
  /** The list of the request whose entries may leave them out; the request itself unless given. */
  readonly listsIn?: string;
}

/** A request of which these lists may be left out. */
export type WithoutLists<Q, L extends keyof Q> = Omit<Q, L> & Partial<Pick<Q, L>>;

/** The result of a submit, once its transaction is valid on the ledger. */
export interface Submitted<R> {
  /** Id of the transaction. */
  readonly transactionId: string;
  /** Number of the block. */
  readonly block: bigint;
  /** What the chaincode answered; the first answer when the same request is repeated. */
  readonly result: Dated<R>;
}

/** A call that changes the ledger. */
export type SubmitOperation<Q, R> = (
  context: OperationContext,
  request: Undated<Q>,
  options?: CallOptions,
) => Promise<Submitted<R>>;

/** A call that reads one record. */
type QueryOperation<Q, R> = (
  context: OperationContext,
  request: Undated<Q>,
  options?: CallOptions,
) => Promise<Dated<R>>;

/** A query of many records, iterated over all pages or read page by page. */
type ListOperation<Q, R> = (context: OperationContext) => ListQuery<Q, R>;

/** A query without what only pages need. */
export type QueryConditions<Q> = Undated<Omit<Q, keyof PageRequest>>;

/** A query of many records. */
export interface ListQuery<Q, R> {
  /** Yields all records that hold, page by page; `timeoutMs` bounds each page. */
  (
    conditions: QueryConditions<Q>,
    options?: ListOptions & CallOptions,
  ): AsyncGenerator<Dated<R>, void, undefined>;
  /**
   * One page, with the keys that the query met and that do not hold.
   * @example
   * const first = await client.deals.query.page({ company: 'Org1MSP' }, { pageSize: 20 });
   * const { bookmark } = first;
   * const next = bookmark === '' ? undefined : await client.deals.query.page({ company: 'Org1MSP' }, { bookmark });
   * @throws OPTIONS_INVALID also for a bookmark of another query, FIELD_FORMAT, DEFINITION_CHANGED, and what else the query itself throws
   */
  page(conditions: QueryConditions<Q>, options?: PageOptions & CallOptions): Promise<RecordPage<Dated<R>>>;
}

/** Makes an operation that changes the ledger. The request is checked by the model's rules before it leaves. */
export function submitOperation<Q extends object, R extends object>(
  form: RequestForm<Q> & { readonly result: ModelClass<R> },
): SubmitOperation<Q, R> {
  return async (context, request, options = {}) => {
    const toArgument = (submittedMs: number): string => requestToJson(form, request, { submittedMs });
    return submitArgument(context, { ...form, toArgument }, options);
  };
}

/** What is submitted: a method of a contract, its one argument, and what it answers. */
interface SubmittedArgument<R extends object> {
  /** e.g. `reading:Submit`. */
  readonly name: string;
  readonly result: ModelClass<R>;
  /** @throws KonttiError for what must not leave */
  toArgument(submittedMs: number): string | Uint8Array;
}

/** Changes the ledger by a call with that argument. */
export async function submitArgument<R extends object>(
  { session, guard, submits, journal }: OperationContext,
  submitted: SubmittedArgument<R>,
  options: CallOptions = {},
): Promise<Submitted<R>> {
  checkOptions<CallOptions>(CALL_OPTIONS, options);
  guard.requireAccepted();
  const argument = submitted.toArgument(session.timers.nowMs());
  const bounds = startBounds(options, session.timers.nowMs());
  const approve = async (transaction: Transaction): Promise<void> =>
    guard.requireEndorsedUnder(preparedToPlace(transaction.getBytes(), session.chaincodeName));
  const call = { name: submitted.name, args: [argument], bounds, approve, journal };
  const committed = await submits.run(() => submit(session, call), bounds);
  const result = readAnswer(committed.result, (text) => parseRecord(submitted.result, text));
  const { transactionId, blockNumber: block } = committed;
  return withDecimalJson({ transactionId, block, result: toDated(result) });
}

/** Makes an operation that reads one record. */
export function queryOperation<Q extends object, R extends object>(
  form: RequestForm<Q> & { readonly record: ModelClass<R> },
): QueryOperation<Q, R> {
  return async ({ session, guard }, request, options = {}) => {
    checkOptions<CallOptions>(CALL_OPTIONS, options);
    const json = requestToJson(form, request);
    const bytes = await evaluateFresh({ session, guard }, options, { name: form.name, args: [json] });
    const record = readAnswer(bytes, (text) => parseRecord(form.record, text));
    if (await guard.isDisowned(record)) {
      throw createError('RECORD_DISOWNED', { stage: 'evaluate' });
    }
    return withDecimalJson(toDated(record));
  };
}

/** Makes a query of many records. */
export function listOperation<Q extends PageRequest, R extends object>(
  form: RequestForm<Q> & { readonly record: ModelClass<R> },
): ListOperation<Q, R> {
  return ({ session, guard }) => {
    const fetchPage = async (
      conditions: QueryConditions<Q>,
      { pageSize = PAGE_SIZE_DEFAULT, bookmark: sealed, ...call }: PageOptions & CallOptions,
    ): Promise<RecordPage<Dated<R>>> => {
      const given = requireObject(conditions, 'conditions');
      refusePaging(given);
      const request = { ...givenOptions(given), pageSize } as unknown as Undated<Q>;
      const first = JSON.parse(requestToJson(form, request)) as object;
      // A bookmark goes on with pages of another size too.
      const scope = { name: form.name, conditions: { ...first, pageSize: 0 } };
      const bookmark = sealed === undefined ? undefined : openBookmark(sealed, scope);
      const json = canonicalJson({ ...first, bookmark });
      const bytes = await evaluateFresh({ session, guard }, call, { name: form.name, args: [json] });
      const { records, rejected, bookmark: next } = readAnswer(bytes, (text) => parsePage(form.record, text));
      const shown: R[] = [];
      const disowned: R[] = [];
      for (const record of records) {
        ((await guard.isDisowned(record)) ? disowned : shown).push(record);
      }
      return {
        records: shown.map((record) => withDecimalJson(toDated(record))),
        rejected: [...rejected, ...disowned.map(toRejected)],
        bookmark: sealBookmark(next, scope),
      };
    };
    const list = async function* (
      conditions: QueryConditions<Q>,
      options: ListOptions & CallOptions = {},
    ): AsyncGenerator<Dated<R>, void, undefined> {
      checkOptions<ListOptions & CallOptions>(LIST_OPTIONS, options);
      // Read anew for each page: of a call that has started, less is left each time.
      const callOf = ({ signal, timeoutMs }: CallOptions): CallOptions => ({
        ...(signal && { signal }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      });
      yield* pagesToRecords((page) => fetchPage(conditions, { ...callOf(options), ...page }), options);
    };
    return Object.assign(list, {
      page: async (conditions: QueryConditions<Q>, options: PageOptions & CallOptions = {}) => {
        checkOptions<PageOptions & CallOptions>(PAGE_OPTIONS, options);
        return fetchPage(conditions, options);
      },
    });
  };
}

/** Asks once it is known that the definition is still the accepted one. @throws DEFINITION_CHANGED */
async function evaluateFresh(
  { session, guard }: Pick<OperationContext, 'session' | 'guard'>,
  options: CallOptions,
  call: ChaincodeCall,
): Promise<Uint8Array> {
  const started = startCall(options, session.timers);
  await guard.requireFresh(started);
  return evaluate(session, { ...started, ...call });
}

/** A record names the key of the fact to which it goes back as `fact`, or as `batch`. */
function toRejected(record: object): RejectedRecord {
  const { fact, batch } = record as { readonly fact?: unknown; readonly batch?: unknown };
  const key = [fact, batch].find((each) => typeof each === 'string') ?? '';
  return { key, reason: 'disowned' };
}

/** Pages are options, beside the conditions. */
function refusePaging(conditions: object): void {
  for (const field of ['pageSize', 'bookmark']) {
    if (field in conditions) {
      throw toKonttiError(new ModelError({ code: 'FIELD_UNKNOWN', field, rule: 'known fields' }));
    }
  }
}

/** The canonical JSON of a request that keeps the model's rules. @throws KonttiError */
export function requestToJson<Q extends object>(
  form: RequestForm<Q>,
  request: Undated<Q>,
  /** When it is submitted; absent for a query. */
  { submittedMs }: { readonly submittedMs?: number } = {},
): string {
  const { timeFields = [], happenedFields, optionalLists = [], listsIn } = form;
  try {
    const isSubmitted = submittedMs !== undefined;
    const happened =
      happenedFields !== undefined && isSubmitted
        ? { fields: happenedFields, nowMs: submittedMs }
        : undefined;
    const wire = requestToWire(request, { timeFields, isSubmitted, ...(happened && { happened }) });
    const filled =
      listsIn === undefined ? withLists(wire, optionalLists) : withListsIn(wire, listsIn, optionalLists);
    const json = canonicalJson(filled);
    checkValue(form.request, JSON.parse(json));
    return json;
  } catch (error) {
    throw toKonttiError(error);
  }
}

/** Empty lists in the place of those that were left out. */
function withLists(request: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof request !== 'object' || request === null || Array.isArray(request)) {
    return request;
  }
  return { ...Object.fromEntries(names.map((name) => [name, []])), ...request };
}

/** The same in each entry of one list. What is no list is refused by its schema. */
function withListsIn(request: unknown, list: string, names: readonly string[]): unknown {
  const entries: unknown = (request as Readonly<Record<string, unknown>> | null)?.[list];
  if (!Array.isArray(entries)) {
    return request;
  }
  return { ...(request as object), [list]: entries.map((entry) => withLists(entry, names)) };
}

function readAnswer<T>(bytes: Uint8Array, parse: (text: string) => T): T {
  try {
    return parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (cause) {
    throw createError('RESULT_MALFORMED', { cause });
  }
}
