import { ContractError } from '../errors';
import { isUndefinedCollection } from './state';
import type { LedgerStub } from './stub';

/** A key of a private collection. */
export interface PrivatePlace {
  readonly collection: string;
  readonly key: string;
}

/**
 * Values that members of a collection keep, and nobody else. They have no policy of their own: the collection's holds, so that its members can
 * purge them. Writes wait until the transaction has decided.
 */
export class PrivateState {
  readonly #stub: LedgerStub;
  readonly #writes: (PrivatePlace & { readonly value: Uint8Array | undefined })[] = [];

  constructor(stub: LedgerStub) {
    this.#stub = stub;
  }

  /** Hex of the SHA-256 of the committed value, which every peer has. @throws ContractError `UNKNOWN_COLLECTION` */
  async getHash({ collection, key }: PrivatePlace): Promise<string | undefined> {
    try {
      const hash = await this.#stub.getPrivateDataHash(collection, key);
      return hash.length === 0 ? undefined : Buffer.from(hash).toString('hex');
    } catch (cause) {
      if (!isUndefinedCollection(cause)) throw cause;
      throw new ContractError({ code: 'UNKNOWN_COLLECTION', field: 'jurisdiction', cause });
    }
  }

  /** The value, on a member's peer for a member's client. @throws ContractError `NOT_A_PARTY` for anybody else */
  async get({ collection, key }: PrivatePlace): Promise<Buffer | undefined> {
    try {
      const value = await this.#stub.getPrivateData(collection, key);
      return value.length === 0 ? undefined : Buffer.from(value);
    } catch (cause) {
      if (!isForMembers(cause)) throw cause;
      throw new ContractError({ code: 'NOT_A_PARTY', field: 'recordId', cause });
    }
  }

  /** Keeps a value. */
  put(place: PrivatePlace, value: Uint8Array): void {
    this.#writes.push({ ...place, value });
  }

  /** Removes a value from every peer, and from the private data of earlier blocks. */
  purge(place: PrivatePlace): void {
    this.#writes.push({ ...place, value: undefined });
  }

  /** Hands all writes to the peer. */
  async flush(): Promise<void> {
    for (const { collection, key, value } of this.#writes) {
      if (value === undefined) await this.#stub.purgePrivateData(collection, key);
      else await this.#stub.putPrivateData(collection, key, value);
    }
  }
}

/** By the peer's own words: it has not the value, or may not show it to the caller. */
function isForMembers(error: unknown): boolean {
  return (
    error instanceof Error && /private data matching public hash|read access permission/.test(error.message)
  );
}
