import { WRITE_ONCE_POLICY, sealCollectionName } from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits';
import { ContractError } from '../errors';
import type { LedgerStub } from './stub';

/** A company's seal under a key. */
interface Seal {
  readonly mspId: string;
  readonly key: string;
}

/** A key that has a policy: of a company's seals, or public. */
interface PolicyPlace {
  readonly mspId?: string;
  readonly key: string;
}

/**
 * One transaction's view of the channel's state: each key is read once, and writes wait until the transaction has decided.
 * Everything that is written is written once for ever: its key gets the policy that no company can satisfy.
 */
export class TransactionState {
  readonly #stub: LedgerStub;
  readonly #reads = new Map<string, Promise<Buffer | undefined>>();
  readonly #hashes = new Map<string, Promise<string | undefined>>();
  readonly #policies = new Map<string, Promise<boolean>>();
  readonly #undefined = new Set<string>();
  readonly #writes = new Map<string, Uint8Array>();
  readonly #seals = new Map<string, Seal & { readonly value: Uint8Array }>();
  #bytesRead = 0;

  constructor(stub: LedgerStub) {
    this.#stub = stub;
  }

  /** The committed value, or `undefined` where there is none. @throws ContractError `TOO_MANY` */
  get(key: string): Promise<Buffer | undefined> {
    if (this.#writes.has(key)) throw new ContractError({ code: 'INTERNAL', details: { key } });
    let value = this.#reads.get(key);
    if (value === undefined) {
      this.#boundReads();
      // The shim answers an absent key with no bytes at all.
      value = this.#stub.getState(key).then((bytes) => {
        this.#bytesRead += bytes.length;
        return bytes.length === 0 ? undefined : Buffer.from(bytes);
      });
      this.#reads.set(key, value);
    }
    return value;
  }

  /** Hex of the SHA-256 of the company's seal under a key; `undefined` without one, and for a company without a collection. */
  getSealHash(seal: Seal): Promise<string | undefined> {
    const collection = sealCollectionName(seal.mspId);
    const id = `${collection}/${seal.key}`;
    let hash = this.#hashes.get(id);
    if (hash === undefined) {
      this.#boundReads();
      hash = this.#readHash({ collection, key: seal.key });
      this.#hashes.set(id, hash);
    }
    return hash;
  }

  /** True when no company can change what is stored under the key. */
  isFinal({ mspId, key }: PolicyPlace): Promise<boolean> {
    const collection = mspId === undefined ? '' : sealCollectionName(mspId);
    const id = `${collection}/${key}`;
    let isFinal = this.#policies.get(id);
    if (isFinal === undefined) {
      this.#boundReads();
      const policy =
        mspId === undefined
          ? this.#stub.getStateValidationParameter(key)
          : this.#stub.getPrivateDataValidationParameter(collection, key);
      isFinal = policy.then((bytes) => bytes !== undefined && Buffer.from(bytes).equals(WRITE_ONCE_POLICY));
      this.#policies.set(id, isFinal);
    }
    return isFinal;
  }

  /** How many keys and policies were read so far. */
  get reads(): number {
    return this.#reads.size + this.#hashes.size + this.#policies.size;
  }

  /** How many bytes the public values have that were read so far. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** What the company itself keeps under a key of its seals: only its own peers have it, and give it to its own clients. */
  async getOwn(seal: Seal): Promise<Buffer | undefined> {
    this.#boundReads();
    const bytes = await this.#stub.getPrivateData(sealCollectionName(seal.mspId), seal.key);
    return bytes.length === 0 ? undefined : Buffer.from(bytes);
  }

  /** True when a seal of the company was asked for, and the chaincode's definition has no collection for it. */
  lacksSeals(mspId: string): boolean {
    return this.#undefined.has(sealCollectionName(mspId));
  }

  /**
   * Keys of lists from `range.start` (inclusive) to `range.end` (exclusive), in order: for queries only. One entry is asked for at a time: a
   * peer puts up to 100 into one message, and who writes large values under such keys would make it too large for the connection.
   */
  async *range({ start, end }: { start: string; end: string }): AsyncGenerator<string, void, undefined> {
    let bookmark = '';
    do {
      const page = await this.#stub.getStateByRangeWithPagination(start, end, 1, bookmark);
      const { value: entry } = await page.iterator.next();
      if (entry === undefined) return;
      this.#bytesRead += entry.value.length;
      yield entry.key;
      ({ bookmark } = page.metadata);
    } while (bookmark !== '');
  }

  /** Writes a public value for ever. */
  put(key: string, value: Uint8Array): void {
    const before = this.#writes.get(key);
    if (before !== undefined && !Buffer.from(before).equals(value)) {
      throw new ContractError({ code: 'INTERNAL', details: { key } });
    }
    this.#writes.set(key, value);
    this.#boundWrites();
  }

  /** Writes a company's seal for ever. */
  putSeal(seal: Seal & { readonly value: Uint8Array }): void {
    const id = `${sealCollectionName(seal.mspId)}/${seal.key}`;
    if (this.#seals.has(id)) throw new ContractError({ code: 'INTERNAL', details: { key: seal.key } });
    this.#seals.set(id, seal);
    this.#boundWrites();
  }

  /** Hands all writes to the peer. */
  async flush(): Promise<void> {
    const pending: Promise<void>[] = [];
    for (const [key, value] of this.#writes) {
      pending.push(this.#stub.putState(key, value));
      pending.push(this.#stub.setStateValidationParameter(key, WRITE_ONCE_POLICY));
    }
    for (const { key, mspId, value } of this.#seals.values()) {
      const collection = sealCollectionName(mspId);
      pending.push(this.#stub.putPrivateData(collection, key, value));
      pending.push(this.#stub.setPrivateDataValidationParameter(collection, key, WRITE_ONCE_POLICY));
    }
    await Promise.all(pending);
  }

  #boundWrites(): void {
    if (this.#writes.size + this.#seals.size <= CHAINCODE_LIMITS.writesMax) return;
    throw new ContractError({ code: 'TOO_MANY', details: { writesMax: CHAINCODE_LIMITS.writesMax } });
  }

  #boundReads(): void {
    if (this.reads < CHAINCODE_LIMITS.readsMax) return;
    throw new ContractError({ code: 'TOO_MANY', details: { readsMax: CHAINCODE_LIMITS.readsMax } });
  }

  /** A company that the definition has no collection for has sealed nothing: anybody can name such a company. */
  async #readHash(seal: { readonly collection: string; readonly key: string }): Promise<string | undefined> {
    const { collection, key } = seal;
    try {
      const hash = await this.#stub.getPrivateDataHash(collection, key);
      return hash.length === 0 ? undefined : Buffer.from(hash).toString('hex');
    } catch (error) {
      if (!isUndefinedCollection(error)) throw error;
      this.#undefined.add(collection);
      return undefined;
    }
  }
}

/** By the peer's own words (`core/ledger/ledger_interface.go`). */
export function isUndefinedCollection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /collection (?:\[.*\] not defined in|config not defined for)/.test(error.message)
  );
}
