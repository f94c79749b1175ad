import { BoundedCache, canonicalJson, factDigest, readFact, sealHash, type AnyFact } from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits';

/** Stored bytes as a fact: `undefined` where they are none, or not those that the seal's hash names. */
export interface KnownFact {
  /** In the canonical form, which is what was sealed. */
  readonly bytes: Buffer;
  readonly fact: AnyFact | 'unknown' | undefined;
  readonly digest: string;
}

/**
 * What a chaincode process remembers between transactions: what bytes mean, and which keys nobody can change any more. Both never
 * change, and the keys are read from the peer all the same, so peers that remember different things still endorse the same.
 */
export class KnownFacts {
  readonly #finals = new BoundedCache<true>({ sizeMax: CHAINCODE_LIMITS.finalKeysKept });
  readonly #facts = new BoundedCache<KnownFact & { readonly stored: Buffer }>({
    sizeMax: CHAINCODE_LIMITS.factBytesKept,
  });

  /** True for a key that was found final before, or is now. */
  async isFinal(id: string, find: () => Promise<boolean>): Promise<boolean> {
    if (this.#finals.get(id) === true) return true;
    const isFinal = await find();
    if (isFinal) this.#finals.set(id, true);
    return isFinal;
  }

  /** What is stored where a seal with this hash leads. */
  read(stored: Buffer, hash: string): KnownFact {
    const known = this.#facts.get(hash);
    if (known?.stored.equals(stored) === true) return known;
    const bytes = isMeant(stored, hash) ? stored : canonicalBytes(stored);
    const fact = isMeant(bytes, hash) ? readFact(bytes) : undefined;
    const found = { stored, bytes, fact, digest: factDigest(bytes) };
    if (fact !== undefined) this.#facts.set(hash, found, stored.length);
    return found;
  }
}

function isMeant(bytes: Uint8Array, hash: string): boolean {
  return sealHash(factDigest(bytes)) === hash;
}

/** CouchDB returns JSON in an order and with escapes of its own (Go's): the canonical form of the value is what was sealed. */
function canonicalBytes(stored: Buffer): Buffer {
  try {
    return Buffer.from(canonicalJson(JSON.parse(stored.toString('utf8'))));
  } catch {
    return stored;
  }
}
