import { isObject, JsonInvalid, parseJson, type Json, type JsonObject } from './json';
import { literalToNumber } from './number';

/** A value as a peer keeps it in CouchDB. */
export interface StoredDocument {
  /** What selectors see of it. */
  readonly fields: JsonObject;
  /** A value that is no JSON object is beside the fields, as an attachment, and comes back as it was put. */
  readonly attachment: Uint8Array | undefined;
}

const openingBrace = 0x7b;
const whitespace: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const noFields: JsonObject = new Map();

/**
 * What a peer makes of the bytes that chaincode put. A number that no double holds makes the whole an attachment; its fields are kept
 * nonetheless, with null in the number's place. Mirrors statecouchdb/couchdoc_conv.go keyValToCouchDoc.
 */
export function bytesToDocument(bytes: Uint8Array): StoredDocument {
  let start = 0;
  while (whitespace.has(bytes[start])) start += 1;
  const nothing = { fields: noFields, attachment: bytes };
  if (bytes[start] !== openingBrace) return nothing;
  let isWhole = true;
  const readNumber = (literal: string): Json => {
    const value = Number(literal);
    isWhole &&= Number.isFinite(value);
    // Go writes the double in its shortest form, as JavaScript does.
    return Number.isFinite(value) ? (literalToNumber(String(value)) ?? null) : null;
  };
  try {
    const fields = parseJson(Buffer.from(bytes).toString('utf8'), readNumber);
    if (!isObject(fields)) return nothing;
    return { fields, attachment: isWhole ? undefined : bytes };
  } catch (error) {
    if (error instanceof JsonInvalid) return nothing;
    throw error;
  }
}
