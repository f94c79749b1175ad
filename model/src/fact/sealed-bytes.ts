import { canonicalJson, hasFewMarks } from '../json';
import { LIMITS } from '../limits';
import { factDigest, sealHash } from './digest';

/** Bytes that are stored for one of a fact at most: an escape of JSON has six characters. */
const STORED_PER_BYTE = 6;

/** True for stored bytes that are too many for a fact in any form. Nobody looks at more of them. */
export function isOversized(stored: Uint8Array): boolean {
  return stored.length > LIMITS.factBytesMax * STORED_PER_BYTE;
}

/**
 * The bytes that were sealed, where a seal with this hash leads to what is stored; `undefined` where that is something else. CouchDB
 * returns JSON in an order and with escapes of its own (Go's), so the canonical form of the stored value is what counts: for readers
 * of blocks too, else they and peers could disagree about a fact that somebody stored in another form.
 */
export function sealedBytes(stored: Buffer, hash: string): Buffer | undefined {
  if (isOversized(stored)) return undefined;
  if (isMeant(stored, hash)) return stored;
  const canonical = canonicalBytes(stored);
  return canonical !== undefined && isMeant(canonical, hash) ? canonical : undefined;
}

function isMeant(bytes: Uint8Array, hash: string): boolean {
  return sealHash(factDigest(bytes)) === hash;
}

function canonicalBytes(stored: Buffer): Buffer | undefined {
  const text = stored.toString('utf8');
  if (!hasFewMarks(text, LIMITS.factMarksMax)) return undefined;
  try {
    return Buffer.from(canonicalJson(JSON.parse(text)));
  } catch {
    return undefined;
  }
}
