import { ModelError } from '../errors';
import { canonicalJson, hasFewMarks } from '../json';
import { LIMITS } from '../limits';
import { Field, OptionalField, setOf } from '../validation/field';
import { digest, ledgerKey, mspId, ref, time } from '../validation/identifiers';
import { parseValue } from '../validation/parse';
import { isRecord } from '../validation/rule';
import type { Fact, FactDefinition } from '../fact/define-fact';
import {
  findDefinition,
  partsOf,
  vouchersOf,
  type AnyFact,
  type FactBodies,
  type FactType,
} from './registry';

/** What is around every fact's body, except its version and type. */
class FactHead {
  @Field(ledgerKey) key!: string;
  @Field(setOf(mspId, { min: 1, max: LIMITS.vouchersMax })) vouchers!: string[];
  @Field(ref) ref!: string;
  @Field(time) at!: number;
  @OptionalField(digest) rule?: string;
}

/** What a fact is made from; `vouchers` are those that a rule demands besides its own. */
export interface FactContent<T extends FactType = FactType> {
  readonly type: T;
  readonly key: string;
  readonly body: FactBodies[T];
  readonly ref: string;
  readonly at: number;
  readonly rule?: string | undefined;
  readonly vouchers?: readonly string[] | undefined;
}

/**
 * A fact with this content, whose vouchers are those that its type demands and those that are given.
 * @throws ModelError `FACT_TYPE`, `FACT_KEY`
 */
export function createFact<T extends FactType>(content: FactContent<T>): Fact<T, FactBodies[T]> {
  const { type, key, body, ref: reference, at, rule, vouchers = [] } = content;
  const all = [...new Set([...vouchersOf({ type, key, body }), ...vouchers])].sort();
  const { definition } = partsOf({ type, key, body });
  const head = { v: definition.version, type, key, vouchers: all, ref: reference, at };
  return rule === undefined ? { ...head, body } : { ...head, rule, body };
}

/**
 * The canonical bytes of a fact: what is stored and what is sealed.
 * @throws ModelError when the fact is not one that {@link bytesToFact} would read
 */
export function factToBytes(fact: Fact): Buffer {
  const json = canonicalJson(fact);
  jsonToFact(json);
  return Buffer.from(json, 'utf8');
}

/**
 * The fact that these bytes are, when they are the one encoding of a fact of a known type and version, within all bounds, under a
 * key that fits its body and with the vouchers that its type demands. The body of an older version is lifted to the newest form.
 * @throws ModelError; `FACT_TYPE` and `FACT_VERSION` for what a newer software may know
 */
export function bytesToFact(bytes: Uint8Array): AnyFact {
  if (bytes.length > LIMITS.factBytesMax) {
    throw new ModelError({ code: 'TOO_LARGE', field: '', rule: `at most ${LIMITS.factBytesMax} bytes` });
  }
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ModelError({ code: 'FACT_NOT_CANONICAL', field: '', rule: 'UTF-8' });
  }
  return jsonToFact(json);
}

function jsonToFact(json: string): AnyFact {
  const value = parseFact(json);
  if (!isRecord(value)) throw new ModelError({ code: 'FIELD_TYPE', field: '', rule: 'object' });
  const { v, type, body, ...rest } = value;
  const definition = typeof type === 'string' ? findDefinition(type) : undefined;
  if (definition === undefined) {
    throw new ModelError({ code: 'FACT_TYPE', field: 'type', rule: 'fact type' });
  }
  const { key, vouchers, ref: reference, at, rule } = parseValue(FactHead, rest);
  const newest = readBody(definition, v, body);
  const head = { v: v as number, type, key, vouchers, ref: reference, at };
  const fact = (rule === undefined ? { ...head, body: newest } : { ...head, rule, body: newest }) as AnyFact;
  checkFact(fact);
  // Last, since it costs most: by now the content is within its bounds. It finds names that come twice too.
  if (canonicalJson(value) !== json) {
    throw new ModelError({ code: 'FACT_NOT_CANONICAL', field: '', rule: 'RFC 8785' });
  }
  return fact;
}

/** Anybody can store what a seal of its own leads to: what is no fact must not cost its readers much. */
function parseFact(json: string): unknown {
  const { factBytesMax, factMarksMax } = LIMITS;
  if (Buffer.byteLength(json) > factBytesMax || !hasFewMarks(json, factMarksMax)) {
    throw new ModelError({ code: 'TOO_LARGE', field: '', rule: `at most ${factBytesMax} bytes` });
  }
  try {
    return JSON.parse(json);
  } catch {
    throw new ModelError({ code: 'JSON_SYNTAX', field: '', rule: 'JSON' });
  }
}

/** The body in the newest form: an older one keeps its own rules, then is lifted version by version. */
function readBody(definition: FactDefinition, version: unknown, body: unknown): object {
  const { version: newest, older = [] } = definition;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1 || version > newest) {
    throw new ModelError({ code: 'FACT_VERSION', field: 'v', rule: `1..${newest}` });
  }
  if (version === newest) return parseValue(definition.body, body, 'body');
  const [first, ...rest] = older.slice(version - 1);
  if (first === undefined) throw new ModelError({ code: 'FACT_VERSION', field: 'v', rule: `1..${newest}` });
  const start = first.up(parseValue(first.body, body, 'body'));
  const lifted = rest.reduce((value, newer) => newer.up(value), start);
  return parseValue(definition.body, JSON.parse(canonicalJson(lifted)), 'body');
}

/** What has to agree between a fact's key, body and vouchers, as far as the fact alone can show. */
function checkFact(fact: Fact): void {
  const { definition, parts } = partsOf(fact);
  definition.check?.(parts);
  if (fact.rule !== undefined && definition.governedBy === undefined) {
    throw new ModelError({ code: 'FIELD_UNKNOWN', field: 'rule', rule: 'of a fact that makes an asset' });
  }
  const sorted = [...fact.vouchers].sort();
  const isSorted = sorted.every((voucher, index) => voucher === fact.vouchers[index]);
  const demanded = vouchersOf(fact);
  if (!isSorted || demanded.some((voucher) => !fact.vouchers.includes(voucher))) {
    throw new ModelError({ code: 'FACT_VOUCHERS', field: 'vouchers', rule: demanded.join(', ') });
  }
}

/** What bytes are: a fact, what only a newer software knows, or nothing. Never throws for any bytes. */
export function readFact(bytes: Uint8Array): AnyFact | 'unknown' | undefined {
  try {
    return bytesToFact(bytes);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.code === 'FACT_TYPE' || error.code === 'FACT_VERSION' ? 'unknown' : undefined;
  }
}
