import {
  ModelError,
  bytesToFact,
  canonicalJson,
  createFact,
  factDigest,
  factToBytes,
  partiesOf,
  sealHash,
  sealValue,
  type AnyFact,
  type AnyFactContent,
  type Fact,
  type FactBodies,
  type FactContent,
  type FactType,
} from '@kontti/model';
import { ContractError, type RefusalCode } from '../errors.js';
import { factPolicy } from '../policy/fact-policy.js';
import type { TransactionState } from './state.js';

/** A fact whose seals were verified. */
export interface HeldFact<T extends FactType = FactType> {
  readonly fact: Fact<T>;
  readonly digest: string;
}

/** How far one voucher's seal agrees with the fact's bytes. */
export interface SealReading {
  readonly mspId: string;
  readonly status: 'sealed' | 'missing' | 'different';
}

/** What stands under a fact's key: only `sealed` holds, everything else is read as absent. */
export type FactReading =
  | { readonly status: 'absent' }
  | {
      readonly status: 'unsealed' | 'altered';
      readonly bytes: Buffer;
      readonly seals: readonly SealReading[];
    }
  | {
      readonly status: 'sealed';
      readonly bytes: Buffer;
      readonly seals: readonly SealReading[];
      readonly fact: AnyFact;
      readonly digest: string;
    };

/** A key of a fact, its type, and the codes that tell a caller what stands in the way. */
export interface RepeatQuestion<T extends FactType> {
  readonly type: T;
  readonly key: string;
  /** True when the stored body is what this request asks for. */
  readonly isSame: (body: FactBodies[T]) => boolean;
  readonly code: RefusalCode;
  readonly field: string;
}

/** Appends facts with their seals and reads them verified, once per transaction and key. */
export class Facts {
  readonly #state: TransactionState;
  readonly #nowMs: number;
  readonly #readings = new Map<string, Promise<FactReading>>();

  constructor(options: { readonly state: TransactionState; readonly nowMs: number }) {
    this.#state = options.state;
    this.#nowMs = options.nowMs;
  }

  /** What stands under a key, compared with the seals of the vouchers that its type demands. */
  read(key: string): Promise<FactReading> {
    let reading = this.#readings.get(key);
    if (reading === undefined) {
      reading = this.#readSeals(key);
      this.#readings.set(key, reading);
    }
    return reading;
  }

  /** The fact of that type under the key, when it holds. */
  async held<T extends FactType>(type: T, key: string): Promise<HeldFact<T> | undefined> {
    const reading = await this.read(key);
    if (reading.status !== 'sealed' || reading.fact.type !== type) return undefined;
    return { fact: reading.fact as unknown as Fact<T>, digest: reading.digest };
  }

  /**
   * The fact that an earlier, equal request wrote. The caller answers with it and writes nothing.
   * @throws ContractError the question's code when other content stands there
   */
  async repeated<T extends FactType>(question: RepeatQuestion<T>): Promise<HeldFact<T> | undefined> {
    const { type, key, isSame, code, field } = question;
    const reading = await this.read(key);
    if (reading.status === 'absent' || reading.status === 'unsealed') return undefined;
    if (reading.status === 'sealed' && reading.fact.type === type) {
      const fact = reading.fact as unknown as Fact<T>;
      if (isSame(fact.body)) return { fact, digest: reading.digest };
    }
    throw new ContractError({ code, field, details: { key } });
  }

  /**
   * Writes a fact at the proposal's time: its bytes, and each voucher's seal, all under the policy of what is written once.
   * @throws ContractError `ALREADY_EXISTS` when a fact or a seal stands under the key
   */
  async append<T extends FactType>(
    content: FactContent<T> & { readonly ref?: string },
  ): Promise<HeldFact<T>> {
    const { key, ref = lastPart(key) } = content;
    const fact = createFact({ ...content, ref, at: this.#nowMs });
    await this.#demandFree(fact);
    const bytes = factToBytes(fact);
    const digest = factDigest(bytes);
    const policy = factPolicy(partiesOf(content as unknown as AnyFactContent));
    this.#state.put({ key, value: bytes, policy });
    for (const mspId of fact.vouchers) {
      this.#state.putSeal({ mspId, key, value: sealValue(digest), policy });
    }
    return { fact, digest };
  }

  /** Writes a marker: the digest of the fact that caused it, sealed where no fact stands. */
  mark(marker: {
    readonly key: string;
    readonly mspIds: readonly string[];
    readonly digest: string;
    readonly parties: readonly string[];
  }): void {
    const policy = factPolicy(marker.parties);
    for (const mspId of marker.mspIds) {
      this.#state.putSeal({ mspId, key: marker.key, value: sealValue(marker.digest), policy });
    }
  }

  /** True when the company's marker stands, whatever caused it. */
  async isMarked(marker: { readonly mspId: string; readonly key: string }): Promise<boolean> {
    return (await this.#state.getSealHash(marker)) !== undefined;
  }

  async #demandFree(fact: Fact): Promise<void> {
    const { key } = fact;
    const { status } = await this.read(key);
    const hashes = await Promise.all(fact.vouchers.map((mspId) => this.#state.getSealHash({ mspId, key })));
    if (status === 'sealed' || status === 'altered' || hashes.some((hash) => hash !== undefined)) {
      throw new ContractError({ code: 'ALREADY_EXISTS', details: { key } });
    }
  }

  async #readSeals(key: string): Promise<FactReading> {
    const stored = await this.#state.get(key);
    if (stored === undefined) return { status: 'absent' };
    const decoded = decode(stored);
    if (decoded?.fact.key !== key) return await this.#readUndecodable(key, stored);
    const { fact, bytes } = decoded;
    const digest = factDigest(bytes);
    const expected = sealHash(digest);
    const seals = await Promise.all(
      fact.vouchers.map(async (mspId): Promise<SealReading> => {
        const hash = await this.#state.getSealHash({ mspId, key });
        if (hash === undefined) return { mspId, status: 'missing' };
        return { mspId, status: hash.toString('hex') === expected ? 'sealed' : 'different' };
      }),
    );
    if (seals.every((seal) => seal.status === 'sealed')) {
      return { status: 'sealed', bytes, seals, fact, digest };
    }
    const isAltered = seals.some((seal) => seal.status === 'different') || (await this.#ownerSealed(key));
    return { status: isAltered ? 'altered' : 'unsealed', bytes, seals };
  }

  /** Bytes that no contract wrote: they replaced a fact when the company that owns the key has a seal there. */
  async #readUndecodable(key: string, bytes: Buffer): Promise<FactReading> {
    const status = (await this.#ownerSealed(key)) ? 'altered' : 'unsealed';
    return { status, bytes, seals: [] };
  }

  async #ownerSealed(key: string): Promise<boolean> {
    const mspId = key.split('/')[1];
    return mspId !== undefined && mspId !== '' && (await this.isMarked({ mspId, key }));
  }
}

/**
 * CouchDB returns JSON in an order and with escapes of its own (Go's), so what is compared with the seals is always the
 * canonical form of the value that is stored.
 */
function decode(stored: Buffer): { fact: AnyFact; bytes: Buffer } | undefined {
  try {
    return { fact: bytesToFact(stored), bytes: stored };
  } catch (error) {
    if (!(error instanceof ModelError) || error.code !== 'FACT_NOT_CANONICAL') return undefined;
  }
  try {
    const bytes = Buffer.from(canonicalJson(JSON.parse(stored.toString('utf8'))));
    return { fact: bytesToFact(bytes), bytes };
  } catch {
    return undefined;
  }
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
