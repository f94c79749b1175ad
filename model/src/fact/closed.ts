import { canonicalJson } from '../json';
import type { Address } from './define-fact';
import { factDigest } from './digest';

/** What is stored where the fact of a closed seal would be. */
export const CLOSED_BYTES: Buffer = Buffer.from('{"closed":true}');

/** The digest that a company's seal under a key has once it is closed: it is that of no fact. */
export function closedDigest({ mspId, key }: Address): string {
  return factDigest(Buffer.from(canonicalJson({ closed: { key, mspId } })));
}
