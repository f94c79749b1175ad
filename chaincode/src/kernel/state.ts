import { sealCollectionName } from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits.js';
import { ContractError } from '../errors.js';
import type { LedgerStub } from './stub.js';

interface Write {
  readonly value: Uint8Array;
  readonly policy: Uint8Array | undefined;
}

interface SealWrite extends Write {
  readonly mspId: string;
}

/** A value for a key, and the key-level policy that it gets together with the value. */
export interface StateWrite {
  readonly key: string;
  readonly value: Uint8Array;
  /** `SignaturePolicyEnvelope` bytes; absent: the key keeps the policy that it has. */
  readonly policy?: Uint8Array;
}

/**
 * One transaction's view of the channel's state: each key is read once, and writes wait until the transaction's decision
 * stands. Reading a key that was written is an error, as peers would show the value from before.
 */
export class TransactionState {
  readonly #stub: LedgerStub;
  readonly #reads = new Map<string, Promise<Buffer | undefined>>();
  readonly #hashes = new Map<string, Promise<Buffer | undefined>>();
  readonly #writes = new Map<string, Write>();
  readonly #seals = new Map<string, SealWrite & { readonly key: string }>();

  constructor(stub: LedgerStub) {
    this.#stub = stub;
  }

  /** The committed value, or `undefined` where none stands. */
  get(key: string): Promise<Buffer | undefined> {
    if (this.#writes.has(key)) throw new ContractError({ code: 'INTERNAL', details: { key } });
    return once(this.#reads, key, () => this.#stub.getState(key));
  }

  /** The SHA-256 of what stands under `key` in the company's seal collection, or `undefined`. */
  getSealHash(options: { mspId: string; key: string }): Promise<Buffer | undefined> {
    const collection = sealCollectionName(options.mspId);
    return once(this.#hashes, `${collection}/${options.key}`, () =>
      this.#stub.getPrivateDataHash(collection, options.key),
    );
  }

  /** Index keys below `range.start` (inclusive) and `range.end` (exclusive), in order: for queries only. */
  range(range: { start: string; end: string }): AsyncIterable<{ readonly key: string }> {
    return this.#stub.getStateByRange(range.start, range.end);
  }

  put(write: StateWrite): void {
    const before = this.#writes.get(write.key);
    if (before !== undefined && !Buffer.from(before.value).equals(write.value)) {
      throw new ContractError({ code: 'INTERNAL', details: { key: write.key } });
    }
    this.#writes.set(write.key, { value: write.value, policy: write.policy });
    this.#bound();
  }

  /** Writes a company's seal with its policy: a policy is never set without a value. */
  putSeal(seal: StateWrite & { readonly mspId: string; readonly policy: Uint8Array }): void {
    const id = `${sealCollectionName(seal.mspId)}/${seal.key}`;
    if (this.#seals.has(id)) throw new ContractError({ code: 'INTERNAL', details: { key: seal.key } });
    this.#seals.set(id, seal);
    this.#bound();
  }

  /** Hands all writes to the peer. */
  async flush(): Promise<void> {
    const pending: Promise<void>[] = [];
    for (const [key, { value, policy }] of this.#writes) {
      pending.push(this.#stub.putState(key, value));
      if (policy !== undefined) pending.push(this.#stub.setStateValidationParameter(key, policy));
    }
    for (const { key, mspId, value, policy } of this.#seals.values()) {
      const collection = sealCollectionName(mspId);
      pending.push(this.#stub.putPrivateData(collection, key, value));
      if (policy !== undefined) {
        pending.push(this.#stub.setPrivateDataValidationParameter(collection, key, policy));
      }
    }
    await Promise.all(pending);
  }

  #bound(): void {
    if (this.#writes.size + this.#seals.size > CHAINCODE_LIMITS.writesMax) {
      throw new ContractError({ code: 'TOO_MANY', details: { writesMax: CHAINCODE_LIMITS.writesMax } });
    }
  }
}

function once(
  cache: Map<string, Promise<Buffer | undefined>>,
  key: string,
  read: () => Promise<Uint8Array>,
): Promise<Buffer | undefined> {
  let value = cache.get(key);
  if (value === undefined) {
    // The shim answers an absent key with no bytes at all.
    value = read().then((bytes) => (bytes.length === 0 ? undefined : Buffer.from(bytes)));
    cache.set(key, value);
  }
  return value;
}
