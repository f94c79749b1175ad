import { canonicalJson } from '../json.js';
import type { Address } from './define-fact.js';
import { factDigest } from './digest.js';

/** What is stored where the fact of a closed seal would be. */
export const CLOSED_BYTES: Buffer = Buffer.from('{"closed":true}');

/** The digest that a company's seal under a key has once it is closed: it is that of no fact. */
export function closedDigest({ mspId, key }: Address): string {
  return factDigest(Buffer.from(canonicalJson({ closed: { key, mspId } })));
}
