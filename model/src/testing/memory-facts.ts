import { createFact, factToBytes, readFact, type FactContent } from '../registry/codec';
import type { Address } from '../fact/define-fact';
import { factDigest, sealHash } from '../fact/digest';
import type { FactReader, FactReading } from '../fact/reader';
import { furtherSealsOf, isSealedAt, type FactType } from '../registry/registry';

/** What a spec records: references and times are made up, and some vouchers may not seal. */
type MemoryContent<T extends FactType> = Omit<FactContent<T>, 'ref' | 'at'> & {
  readonly ref?: string;
  readonly at?: number;
  /** The companies that seal; those that the fact demands unless given. */
  readonly sealedBy?: readonly string[];
};

/** Facts and seals in memory, read by the rules of every reader. A key that was sealed before keeps its seal. */
export class MemoryFacts implements FactReader {
  readonly scope = { channel: 'mychannel', chaincode: 'kontti' };
  readonly #bytes = new Map<string, Buffer>();
  /** Hashes of seals. */
  readonly #seals = new Map<string, string>();

  /** Records a fact, and returns its digest. */
  add<T extends FactType>(content: MemoryContent<T>): string {
    const { key, sealedBy, ref = key.slice(key.lastIndexOf('/') + 1), at = 1, ...rest } = content;
    const fact = createFact<T>({ ...rest, key, ref, at } as unknown as FactContent<T>);
    const bytes = factToBytes(fact);
    const digest = factDigest(bytes);
    this.#bytes.set(sealHash(digest), bytes);
    const sealing = sealedBy ?? fact.vouchers;
    const seals = [...fact.vouchers.map((mspId) => ({ mspId, key })), ...furtherSealsOf(fact)];
    for (const seal of seals.filter(({ mspId }) => sealing.includes(mspId))) {
      this.seal(seal, sealHash(digest));
    }
    return digest;
  }

  /** Seals anything under a key, as a company's own peers can. */
  seal({ mspId, key }: Address, hash: string): void {
    const id = `${mspId} ${key}`;
    if (!this.#seals.has(id)) this.#seals.set(id, hash);
  }

  /** Stores bytes where a seal with this hash leads, for ever. */
  store(hash: string, bytes: Buffer): void {
    this.#bytes.set(hash, bytes);
  }

  async read(address: Address): Promise<FactReading> {
    const hash = this.#seals.get(`${address.mspId} ${address.key}`);
    if (hash === undefined) return { status: 'absent' };
    const reading = this.#readHash(hash);
    if (reading.status !== 'sealed') return reading;
    return isSealedAt(reading.sealed.fact, address) ? reading : { status: 'altered', isFinal: true };
  }

  /** Facts in memory are only read. */
  async close(): Promise<boolean> {
    return false;
  }

  async follow(digest: string): Promise<FactReading> {
    return this.#readHash(sealHash(digest));
  }

  #readHash(hash: string): FactReading {
    const bytes = this.#bytes.get(hash);
    if (bytes === undefined) return { status: 'altered' };
    const fact = sealHash(factDigest(bytes)) === hash ? readFact(bytes) : undefined;
    if (fact === undefined) return { status: 'altered', isFinal: true };
    if (fact === 'unknown') return { status: 'unknown' };
    const seals = fact.vouchers.map((mspId) => this.#seals.get(`${mspId} ${fact.key}`));
    if (seals.some((seal) => seal !== undefined && seal !== hash)) return { status: 'altered' };
    if (seals.includes(undefined)) return { status: 'unsealed' };
    return { status: 'sealed', sealed: { fact, digest: factDigest(bytes) } };
  }
}
