import {
  CLOSED_BYTES,
  attachmentKey,
  bytesKey,
  closedDigest,
  createFact,
  factDigest,
  factToBytes,
  furtherSealsOf,
  isOversized,
  isSealedAt,
  judge,
  partsOf,
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
import { ContractError, type RefusalCode } from '../errors';
import type { KnownFacts } from './known-facts';
import type { TransactionState } from './state';

/** How far one voucher's seal agrees with the fact's bytes. */
interface SealReading {
  readonly mspId: string;
  readonly status: SealStatus;
}

/** What a seal leads to, with what an answer shows of it. */
export interface DetailedReading {
  readonly reading: FactReading;
  readonly bytes?: Buffer;
  readonly seals: readonly SealReading[];
}

/** What a seal leads to that the transaction closes. */
const CLOSED: DetailedReading = { reading: { status: 'altered', isFinal: true }, seals: [] };

/** A key of a fact, its type, and the codes by which a caller learns why it cannot be used. */
interface RepeatQuestion<T extends FactType> extends Address {
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
  /** The company whose open seals this transaction closes where it goes on behind them. */
  closesSealsOf: string | undefined;
  readonly #state: TransactionState;
  readonly #known: KnownFacts;
  readonly #nowMs: number;
  readonly #findScope: () => LedgerScope;
  #scope: LedgerScope | undefined;
  readonly #byHash = new Map<string, Promise<DetailedReading>>();
  readonly #closed = new Set<string>();

  constructor(options: {
    readonly state: TransactionState;
    readonly known: KnownFacts;
    readonly nowMs: number;
    readonly scope: () => LedgerScope;
  }) {
    this.#state = options.state;
    this.#known = options.known;
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
    if (this.#closed.has(addressId(address))) return CLOSED;
    const hash = await this.#state.getSealHash(address);
    if (hash === undefined) return { reading: { status: 'absent' }, seals: [] };
    const isFinal = await this.#isFinalSeal(address, hash);
    if (hash === closedHash(address)) return { reading: { status: 'altered', isFinal }, seals: [] };
    const detailed = await this.followDetailed(hash);
    const { reading } = detailed;
    if (!isFinal) return { ...detailed, reading: { status: 'unsealed' } };
    if (reading.status !== 'sealed' || isSealedAt(reading.sealed.fact, address)) return detailed;
    return { ...detailed, reading: { status: 'altered', isFinal: true } };
  }

  /**
   * Closes a seal of the caller's company in a transaction that records. A seal that can still be changed is written anew, once for
   * ever; where it cannot, bytes that are no fact are written where it leads. A fact that only other companies' seals wait for stays open.
   */
  async close(address: Address): Promise<boolean> {
    const hash = await this.#state.getSealHash(address);
    if (hash === undefined || address.mspId !== this.closesSealsOf) return false;
    if (this.#closed.has(addressId(address))) return true;
    if (!(await this.#isFinalSeal(address, hash))) {
      this.#state.putSeal({ ...address, value: sealValue(closedDigest(address)) });
    } else {
      const key = bytesKey(hash);
      if (await this.#state.isFinal({ key })) return false;
      this.#state.put(key, CLOSED_BYTES);
    }
    this.#closed.add(addressId(address));
    return true;
  }

  /** Whether a sealed fact holds after what held before it. */
  judge(sealed: Sealed): Promise<Verdict> {
    return judge(this, sealed);
  }

  /** The bytes that belong to a fact, once no company can change them. */
  async attachment(sealed: Sealed, index: number): Promise<Buffer | undefined> {
    const key = attachmentKey(sealHash(sealed.digest), index);
    const bytes = await this.#state.get(key);
    if (bytes === undefined) return undefined;
    return (await this.#known.isFinal(key, () => this.#state.isFinal({ key }))) ? bytes : undefined;
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
    const key = bytesKey(hash);
    const stored = await this.#state.get(key);
    // Bytes without end are never passed over: a series of them would cost its readers too much.
    if (stored === undefined || isOversized(stored)) return { reading: { status: 'altered' }, seals: [] };
    const isFinal = await this.#known.isFinal(key, () => this.#state.isFinal({ key }));
    const { bytes, fact, digest } = this.#known.read(stored, hash);
    if (!isFinal || fact === undefined) {
      return { reading: { status: 'altered', isFinal }, bytes, seals: [] };
    }
    if (fact === 'unknown') return { reading: { status: 'unknown' }, bytes, seals: [] };
    const seals = await this.#readSeals(fact, hash);
    return { reading: readingOf({ fact, digest }, seals), bytes, seals };
  }

  #readSeals(fact: AnyFact, hash: string): Promise<SealReading[]> {
    const { key } = fact;
    return Promise.all(
      fact.vouchers.map(async (mspId): Promise<SealReading> => {
        const found = await this.#state.getSealHash({ mspId, key });
        if (found === undefined) return { mspId, status: 'missing' };
        if (!(await this.#isFinalSeal({ mspId, key }, found))) return { mspId, status: 'unprotected' };
        return { mspId, status: found === hash ? 'sealed' : 'different' };
      }),
    );
  }

  #isFinalSeal({ mspId, key }: Address, hash: string): Promise<boolean> {
    const id = `${addressId({ mspId, key })} ${hash}`;
    return this.#known.isFinal(id, () => this.#state.isFinal({ mspId, key }));
  }
}

function closedHash(address: Address): string {
  return sealHash(closedDigest(address));
}

function addressId({ mspId, key }: Address): string {
  return `${mspId} ${key}`;
}

/** What a fact's seals make of it. A seal that differs for ever can never be given any more. */
function readingOf(sealed: Sealed<AnyFact>, seals: readonly SealReading[]): FactReading {
  if (seals.every(({ status }) => status === 'sealed')) return { status: 'sealed', sealed };
  const isDifferent = seals.some(({ status }) => status === 'different');
  return isDifferent ? { status: 'altered', isFinal: true } : { status: 'unsealed' };
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
