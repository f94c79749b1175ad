import { BoundedCache, factDigest, readFact, sealedBytes, type AnyFact } from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits';

/** Stored bytes as a fact: `undefined` where they are none, or not those that the seal's hash names. */
interface KnownFact {
  /** As they were sealed, which is the canonical form; as they are stored where they are no fact. */
  readonly bytes: Buffer;
  readonly fact: AnyFact | 'unknown' | undefined;
  readonly digest: string;
}

/**
 * What a chaincode process remembers between transactions: what bytes mean, and which keys no company can change any more. Both never
 * change, and the keys are read from the peer all the same, so peers that remember different things still endorse the same.
 */
export class KnownFacts {
  readonly #finals = new BoundedCache<true>({ sizeMax: CHAINCODE_LIMITS.finalKeysKept });
  readonly #facts = new BoundedCache<KnownFact & { readonly stored: Buffer }>({
    sizeMax: CHAINCODE_LIMITS.factBytesKept,
  });

  /** Digests of what is stored where seals lead, and is no fact. */
  readonly #junk = new BoundedCache<string>({ sizeMax: CHAINCODE_LIMITS.finalKeysKept });

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
    const storedDigest = factDigest(stored);
    const junk = { bytes: stored, fact: undefined, digest: storedDigest };
    if (this.#junk.get(hash) === storedDigest) return junk;
    const bytes = sealedBytes(stored, hash);
    const fact = bytes && readFact(bytes);
    if (bytes === undefined || fact === undefined) {
      this.#junk.set(hash, storedDigest);
      return junk;
    }
    const found = { stored, bytes, fact, digest: factDigest(bytes) };
    this.#facts.set(hash, found, stored.length);
    return found;
  }
}
