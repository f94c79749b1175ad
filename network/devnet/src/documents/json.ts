import { compareKeys } from '../state/compare-keys';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

const openingBrace = 0x7b;
const whitespace: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object that bytes hold; undefined for anything else, which a document database keeps as an attachment. */
export function bytesToObject(bytes: Uint8Array): JsonObject | undefined {
  let start = 0;
  while (whitespace.has(bytes[start])) start += 1;
  if (bytes[start] !== openingBrace) return undefined;
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
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
  return Buffer.from(stringifySorted(object).replaceAll(escapedByGo, escape));
}

/** Not JSON.stringify of an object: that puts names that are integers first. */
function stringifySorted(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(stringifySorted).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted(compareKeys)
    .map((name) => `${JSON.stringify(name)}:${stringifySorted(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}
