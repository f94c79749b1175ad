import {
  attachmentKey,
  bytesKey,
  canonicalJson,
  createFact,
  factDigest,
  factToBytes,
  furtherSealsOf,
  isSealedAt,
  judge,
  partsOf,
  readFact,
  sealHash,
  sealValue,
  type Address,
  type AnyFact,
  type Fact,
  type FactBodies,
  type FactContent,
  type FactReader,
  type FactReading,
  type FactType,
  type LedgerScope,
  type Sealed,
  type SealStatus,
  type Verdict,
} from '@kontti/model';
import { ContractError, type RefusalCode } from '../errors.js';
import type { TransactionState } from './state.js';

/** How far one voucher's seal agrees with the fact's bytes. */
export interface SealReading {
  readonly mspId: string;
  readonly status: SealStatus;
}

/** What a seal leads to, with what an answer shows of it. */
export interface DetailedReading {
  readonly reading: FactReading;
  readonly bytes?: Buffer;
  readonly seals: readonly SealReading[];
}

/** A key of a fact, its type, and the codes by which a caller learns why it cannot be used. */
export interface RepeatQuestion<T extends FactType> extends Address {
  readonly type: T;
  /** True when the recorded body is what this request asks for. */
  readonly isSame: (body: FactBodies[T]) => boolean;
  readonly code: RefusalCode;
  readonly field: string;
}

/** A fact of one type with its digest. */
export type HeldFact<T extends FactType> = Sealed<Fact<T, FactBodies[T]>>;

/** What is recorded: a fact's content, and the bytes that belong to it. */
export type Recorded<T extends FactType> = Omit<FactContent<T>, 'ref' | 'at'> & {
  readonly ref?: string;
  readonly attachments?: readonly Uint8Array[];
};

/**
 * Records facts with their seals and reads them verified, once per transaction and key. A seal is in the voucher's own collection
 * under the fact's key; the hash of the seal, which every peer has, names the public key of the fact's bytes.
 */
export class Facts implements FactReader {
  readonly #state: TransactionState;
  readonly #nowMs: number;
  readonly #findScope: () => LedgerScope;
  #scope: LedgerScope | undefined;
  readonly #byHash = new Map<string, Promise<DetailedReading>>();

  constructor(options: {
    readonly state: TransactionState;
    readonly nowMs: number;
    readonly scope: () => LedgerScope;
  }) {
    this.#state = options.state;
    this.#nowMs = options.nowMs;
    this.#findScope = options.scope;
  }

  get scope(): LedgerScope {
    this.#scope ??= this.#findScope();
    return this.#scope;
  }

  async read(address: Address): Promise<FactReading> {
    return (await this.readDetailed(address)).reading;
  }

  async follow(digest: string): Promise<FactReading> {
    return (await this.followDetailed(sealHash(digest))).reading;
  }

  /** What the company's seal under the key leads to, with the bytes and each voucher's seal. */
  async readDetailed(address: Address): Promise<DetailedReading> {
    const hash = await this.#state.getSealHash(address);
    if (hash === undefined) return { reading: { status: 'absent' }, seals: [] };
    const detailed = await this.followDetailed(hash);
    if (detailed.reading.status !== 'sealed' || isSealedAt(detailed.reading.sealed.fact, address))
      return detailed;
    return { ...detailed, reading: { status: 'altered' } };
  }

  /** Whether a sealed fact holds after what held before it. */
  judge(sealed: Sealed): Promise<Verdict> {
    return judge(this, sealed);
  }

  /** The bytes that belong to a fact. */
  attachment(sealed: Sealed, index: number): Promise<Buffer | undefined> {
    return this.#state.get(attachmentKey(sealHash(sealed.digest), index));
  }

  /**
   * The fact that an earlier, equal request recorded. The caller answers with it and writes nothing.
   * @throws ContractError the question's code when other content was recorded there
   */
  async repeated<T extends FactType>(question: RepeatQuestion<T>): Promise<HeldFact<T> | undefined> {
    const { type, isSame, code, field, key } = question;
    const reading = await this.read(question);
    if (reading.status === 'absent') return undefined;
    if (reading.status === 'sealed' && reading.sealed.fact.type === type) {
      const sealed = reading.sealed as HeldFact<T>;
      if (isSame(sealed.fact.body)) return sealed;
    }
    throw new ContractError({ code, field, details: { key } });
  }

  /**
   * Records a fact at the proposal's time: its bytes, each voucher's seal, the seals of its entries and markers, its attachments.
   * @throws ContractError `ALREADY_EXISTS` when any of the seals is there already, `SEALS_MISSING` for a voucher without collection
   */
  async append<T extends FactType>(content: Recorded<T>): Promise<HeldFact<T>> {
    const { key, ref = lastPart(key), attachments = [], ...rest } = content;
    const fact = createFact<T>({ ...rest, key, ref, at: this.#nowMs } as FactContent<T>);
    const bytes = factToBytes(fact);
    const digest = factDigest(bytes);
    const further = furtherSealsOf(fact);
    const { definition, parts } = partsOf(fact);
    const guards = definition.guards?.(parts) ?? [];
    const seals = [...fact.vouchers.map((mspId) => ({ mspId, key })), ...further];
    await this.#demandFree([...seals, ...guards]);
    this.#demandCollections(fact.vouchers);
    const hash = sealHash(digest);
    this.#state.put(bytesKey(hash), bytes);
    attachments.forEach((attachment, index) => this.#state.put(attachmentKey(hash, index), attachment));
    for (const seal of seals) this.#state.putSeal({ ...seal, value: sealValue(digest) });
    return { fact, digest };
  }

  async #demandFree(addresses: readonly Address[]): Promise<void> {
    const hashes = await Promise.all(addresses.map((address) => this.#state.getSealHash(address)));
    const index = hashes.findIndex((hash) => hash !== undefined);
    if (index < 0) return;
    throw new ContractError({ code: 'ALREADY_EXISTS', details: { key: addresses[index]?.key ?? '' } });
  }

  #demandCollections(mspIds: readonly string[]): void {
    const mspId = mspIds.find((each) => this.#state.lacksSeals(each));
    if (mspId !== undefined) throw new ContractError({ code: 'SEALS_MISSING', details: { mspId } });
  }

  /** What a seal with this hash leads to. */
  followDetailed(hash: string): Promise<DetailedReading> {
    let reading = this.#byHash.get(hash);
    if (reading === undefined) {
      reading = this.#readBytes(hash);
      this.#byHash.set(hash, reading);
    }
    return reading;
  }

  async #readBytes(hash: string): Promise<DetailedReading> {
    const stored = await this.#state.get(bytesKey(hash));
    if (stored === undefined) return { reading: { status: 'altered' }, seals: [] };
    const bytes = isMeant(stored, hash) ? stored : canonicalBytes(stored);
    if (!isMeant(bytes, hash)) return { reading: { status: 'altered' }, bytes, seals: [] };
    const fact = readFact(bytes);
    if (fact === 'unknown') return { reading: { status: 'unknown' }, bytes, seals: [] };
    if (fact === undefined) return { reading: { status: 'altered' }, bytes, seals: [] };
    const seals = await this.#readSeals(fact, hash);
    if (seals.every(({ status }) => status === 'sealed')) {
      return { reading: { status: 'sealed', sealed: { fact, digest: factDigest(bytes) } }, bytes, seals };
    }
    const isDifferent = seals.some(({ status }) => status === 'different');
    return { reading: { status: isDifferent ? 'altered' : 'unsealed' }, bytes, seals };
  }

  #readSeals(fact: AnyFact, hash: string): Promise<SealReading[]> {
    return Promise.all(
      fact.vouchers.map(async (mspId): Promise<SealReading> => {
        const found = await this.#state.getSealHash({ mspId, key: fact.key });
        if (found === undefined) return { mspId, status: 'missing' };
        return { mspId, status: found === hash ? 'sealed' : 'different' };
      }),
    );
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

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
