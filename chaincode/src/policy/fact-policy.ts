import { allPeersOf, policyToBytes } from './envelope.js';

/** No MSP id has a slash, so no peer is ever of this company. */
const NOBODY = 'write/once';

const writeOnce = policyToBytes(NOBODY);

/**
 * The policy of what is written once: a fact, its seals, its pointers, a marker. Everybody who vouches for it or is named by
 * it has to agree to a change. What one company tells alone has no such counterparty, yet others rely on it: nobody can change it.
 */
export function factPolicy(parties: readonly string[]): Uint8Array {
  return new Set(parties).size === 1 ? writeOnce : allPeersOf(parties);
}
