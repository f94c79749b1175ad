import { compareKeys } from '../state/compare-keys';
import { documentLimits } from './limits';

/** A number that was written with a fraction or an exponent though it is whole: CouchDB keeps `2.0` and `2` apart. */
export class WholeDouble {
  constructor(readonly value: number) {}
}

/**
 * JSON as CouchDB holds it. A `number` that is whole is an integer there, a `bigint` is one that a double cannot hold, any other
 * `number` is a double.
 */
export type Json = null | boolean | number | bigint | WholeDouble | string | readonly Json[] | JsonObject;

/** Members in the order of their names' bytes: Go writes them so, to CouchDB and to chaincode. */
export type JsonObject = ReadonlyMap<string, Json>;

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

/** `Array.isArray` knows no lists that are only read. */
export function isArray<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

/** JSON text that CouchDB or Go cannot take. */
export class JsonInvalid extends Error {}

const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** What `JSON.parse` gives of marked text: every string and name starts with `s`, every number is a string that starts with `n`. */
type Marked = null | boolean | string | Marked[] | { [name: string]: Marked };

/**
 * Parses JSON as Go does before CouchDB sees it: of two members with one name the last counts, lone surrogates become U+FFFD. Numbers
 * are read from what is written. @throws JsonInvalid
 */
export function parseJson(text: string, readNumber: (literal: string) => Json): Json {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new JsonInvalid('the text is no JSON', { cause });
  }
  const marked = text.replace(stringOrNumber, (token) =>
    token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`,
  );
  return unmark(JSON.parse(marked) as Marked, { readNumber, depth: 0 });
}

function unmark(value: Marked, at: { readNumber: (literal: string) => Json; depth: number }): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    return value.startsWith('n') ? at.readNumber(value.slice(1)) : wellFormed(value.slice(1));
  }
  if (at.depth >= documentLimits.jsonDepthMax) throw new JsonInvalid('the JSON is nested too deeply');
  const inner = { ...at, depth: at.depth + 1 };
  if (Array.isArray(value)) return value.map((element) => unmark(element, inner));
  const members = Object.entries(value).map(
    ([name, member]) => [wellFormed(name.slice(1)), unmark(member, inner)] as const,
  );
  return sortMembers(new Map(members));
}

/** Lone surrogates have no UTF-8: Go puts U+FFFD in their place. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** The same members, in the order of their names. */
export function sortMembers(members: JsonObject): JsonObject {
  return new Map([...members].toSorted(([left], [right]) => compareKeys(left, right)));
}

/** An integer as CouchDB holds it. */
export function textToInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value + 0 : BigInt(text);
}

/** What Go's encoding/json escapes beside what JSON demands. */
const escapedByGo = /[<>&\u2028\u2029]/g;

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * The bytes that a peer makes of a document that it read: names sorted, no space, some characters escaped.
 * Mirrors statecouchdb/couchdoc_conv.go and Go's encoding/json.
 */
export function objectToBytes(object: JsonObject): Uint8Array {
  return Buffer.from(escapeAsGo(stringify(object)));
}

export function escapeAsGo(text: string): string {
  return text.replaceAll(escapedByGo, escape);
}

/** A text as it is between the quotes of JSON that Go wrote. */
export function textInJson(text: string): string {
  return escapeAsGo(JSON.stringify(text)).slice(1, -1);
}

export function stringify(value: Json): string {
  if (value instanceof WholeDouble) return wholeDoubleToText(value.value);
  if (isArray(value)) return `[${value.map(stringify).join(',')}]`;
  if (isObject(value)) {
    return `{${[...value].map(([name, member]) => `${JSON.stringify(name)}:${stringify(member)}`).join(',')}}`;
  }
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function wholeDoubleToText(value: number): string {
  const text = String(value);
  return text.includes('e') ? text : `${text}.0`;
}
