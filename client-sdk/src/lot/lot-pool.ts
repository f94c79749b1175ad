import { bytesToFact, companyHolder, lotMoved } from '@kontti/model';
import type { FactReceipt, LotMoving, MoveOutput } from '@kontti/model';
import type { Companies } from '../company/companies';
import { createError, KonttiError } from '../errors';
import type { CallOptions } from '../gateway/call-options';
import {
  LOTS_TAKEN_FROM_MAX,
  POOL_ATTEMPTS_MAX,
  POOL_LOTS,
  POOL_LOTS_MAX,
  POOL_OUTPUTS_MAX,
  POOL_WAITING_MAX,
} from '../limits';
import type { Submitted } from '../operation';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { amount, required, text, wholeNumber } from '../options/rules';
import { chooseLots } from './choose-lots';
import type { PoolLot } from './choose-lots';
import { heldLots } from './held-lots';
import type { Lots } from './lots';
import { shareAmount } from './share-amount';

/** Which lots a pool uses. */
export interface LotPoolOptions {
  /** The class whose lots the own company holds. */
  readonly classId: string;
  /** Lots that the pool keeps: so many transfers can be under way at once. 16 unless given. */
  readonly lots?: number;
}

/** What a pool transfers. */
export interface PoolTransfer {
  /** Business reference; a repeat changes nothing. */
  readonly ref: string;
  /** The holder that gets it. */
  readonly to: string;
  /** How much. */
  readonly quantity: bigint;
}

/**
 * The own company's lots of one class, for many transfers at once. Each transfer has lots of its own while it is under way, so that no two of
 * this process meet; one that has to wait for lots waits for those of others. Change comes back as several lots where there are
 * few, and small lots are joined where there are many. A lot that another process took is left out, and another one is taken.
 */
export interface LotPool {
  /**
   * Transfers a quantity.
   * @example await client.lots.pool({ classId: 'BankMSP/credit' }).transfer({ ref: 'pay-7', to: 'company:Org2MSP', quantity: 300n });
   * @throws LOTS_INSUFFICIENT, LOT_SPENT, HOLDER_FORBIDDEN, UNKNOWN_COMPANY, REF_REUSED, TOO_MANY_SUBMITS, ROLE_MISSING, OPTIONS_INVALID
   */
  transfer(request: PoolTransfer, options?: CallOptions): Promise<Submitted<FactReceipt>>;
}

const POOL_OPTIONS: OptionRules<LotPoolOptions> = {
  classId: required(text),
  lots: wholeNumber(1, POOL_LOTS_MAX),
};
const TRANSFER: OptionRules<PoolTransfer> = {
  ref: required(text),
  to: required(text),
  quantity: required(amount),
};

/** What a pool needs of its client. */
export interface PoolSource {
  readonly mspId: string;
  readonly lots: Pick<Lots, 'query' | 'move'>;
  readonly companies: Pick<Companies, 'getFact'>;
  nowMs(): number;
}

/** Makes a pool. */
export function createLotPool(source: PoolSource, options: LotPoolOptions): LotPool {
  checkOptions(POOL_OPTIONS, options);
  const { classId, lots: wanted = POOL_LOTS } = options;
  const pool = new Pool(source, classId, wanted);
  return {
    transfer: async (request, call) => {
      checkOptions(TRANSFER, request);
      return await pool.transfer(request, call);
    },
  };
}

/** Lots that a transfer uses alone, and the parts in which their change comes back. */
interface Taken {
  readonly lots: readonly PoolLot[];
  readonly parts: readonly bigint[];
}

/** An error that is not of the SDK: nothing is known about it. */
const NO_KNOWN_ERROR: Pick<KonttiError, 'code' | 'stage' | 'details'> = {
  code: 'UNEXPECTED',
  stage: 'local',
  details: { remedy: '' },
};

class Pool {
  readonly #free = new Map<string, PoolLot>();
  readonly #reserved = new Set<string>();
  /** Lots of change that transfers under way bring. */
  #coming = 0;
  /** Lots that somebody else took, or of which it is unknown whether they are spent. */
  readonly #gone = new Set<string>();
  #loading: Promise<void> | undefined;
  #waiting: (() => void)[] = [];

  constructor(
    readonly source: PoolSource,
    readonly classId: string,
    readonly wanted: number,
  ) {}

  async transfer(request: PoolTransfer, call?: CallOptions): Promise<Submitted<FactReceipt>> {
    for (let attempt = 1; ; attempt += 1) {
      const taken = await this.#take(request.quantity);
      try {
        const done = await this.#move(request, taken, call);
        this.#release(taken, 'spent');
        return done;
      } catch (error) {
        const { code, stage, details } = error instanceof KonttiError ? error : NO_KNOWN_ERROR;
        // What was ordered may be spent; the ledger says so when the pool looks there again.
        this.#release(
          taken,
          stage === 'endorse' || code === 'CONFLICT' ? (details['lot'] ?? 'free') : 'unknown',
        );
        if (code === 'REF_REUSED') return await this.#repeat(request, error, call);
        if (code !== 'LOT_SPENT' || attempt >= POOL_ATTEMPTS_MAX) throw error;
      }
    }
  }

  /** Lots for a quantity, which nobody else in this process uses until they are released. */
  async #take(quantity: bigint): Promise<Taken> {
    for (let isFresh = false; ;) {
      const nowMs = this.source.nowMs();
      const lots = [...this.#free.values()].filter(({ expiresAt = Infinity }) => expiresAt > nowMs);
      const taken = chooseLots(lots, { quantity, isJoining: lots.length > 2 * this.wanted });
      if (taken !== undefined) {
        for (const { lotId } of taken) {
          this.#free.delete(lotId);
          this.#reserved.add(lotId);
        }
        const change = taken.reduce((sum, lot) => sum + lot.quantity, 0n) - quantity;
        const parts = change > 0n ? this.#partsOf(change) : [];
        this.#coming += parts.length;
        return { lots: taken, parts };
      }
      if (this.#reserved.size > 0) {
        if (this.#waiting.length >= POOL_WAITING_MAX) throw createError('TOO_MANY_SUBMITS');
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        // Others may have paid in meanwhile.
        isFresh = false;
      } else if (isFresh) {
        throw createError('LOTS_INSUFFICIENT', { details: { quantity: quantity.toString() } });
      } else {
        await (this.#loading ??= this.#load().finally(() => (this.#loading = undefined)));
        isFresh = true;
      }
    }
  }

  async #load(): Promise<void> {
    const { lots, mspId } = this.source;
    const holder = companyHolder(mspId);
    for (const lot of await heldLots(lots, { classId: this.classId, holder, nowMs: this.source.nowMs() })) {
      const { lotId, digest, quantity, class: version, expiresAt } = lot;
      if (this.#reserved.has(lotId) || this.#gone.has(lotId)) continue;
      this.#free.set(lotId, { lotId, digest, quantity, class: version, expiresAt: expiresAt?.getTime() });
    }
  }

  async #move(
    { ref, to, quantity }: PoolTransfer,
    { lots: taken, parts }: Taken,
    call?: CallOptions,
  ): Promise<Submitted<FactReceipt>> {
    const { mspId, lots } = this.source;
    const outputs: MoveOutput[] = [
      { holder: to, quantity },
      ...parts.map((part) => ({ holder: companyHolder(mspId), quantity: part })),
    ];
    const inputs = taken.map(({ lotId: lot, digest: origin }) => ({ lot, origin }));
    const { classId } = this;
    const done = await lots.move({ classId, ref, kind: 'transfer', inputs, outputs }, call);
    const version = taken[0]?.class ?? '';
    const expiries = taken.flatMap(({ expiresAt }) => expiresAt ?? []);
    const expiresAt = expiries.length === 0 ? undefined : Math.min(...expiries);
    for (const [index, part] of parts.entries()) {
      const lotId = `${mspId}/${ref}/m${index + 1}`;
      const { digest } = done.result;
      this.#free.set(lotId, { lotId, digest, quantity: part, class: version, expiresAt });
    }
    return done;
  }

  /** Change as one lot, or as several while the pool has fewer than it should. */
  #partsOf(change: bigint): bigint[] {
    const missing = this.wanted - this.#free.size - this.#coming;
    const most = change < BigInt(POOL_OUTPUTS_MAX) ? Number(change) : POOL_OUTPUTS_MAX - 1;
    const count = Math.min(most, Math.max(1, missing));
    return shareAmount(
      change,
      Array.from({ length: count }, () => 1),
    );
  }

  /** A reference that was used by the same transfer before: its own request once more gets the first receipt. */
  async #repeat(
    { ref, to, quantity }: PoolTransfer,
    reused: unknown,
    call?: CallOptions,
  ): Promise<Submitted<FactReceipt>> {
    const { companies, lots, mspId } = this.source;
    const key = lotMoved.key.build({ company: mspId, ref });
    const { json } = await companies.getFact({ key }, call);
    const fact = json === undefined ? undefined : bytesToFact(Buffer.from(json));
    if (fact?.type !== 'lot.moved') throw reused;
    const [first] = fact.body.outputs;
    if (first?.holder !== to || first.quantity !== quantity) throw reused;
    const { classId, kind } = fact.body;
    const inputs = fact.body.inputs.map(({ lot, origin }) => ({ lot, origin }));
    const outputs = fact.body.outputs.map((output) => ({ holder: output.holder, quantity: output.quantity }));
    const move: Omit<LotMoving, 'order' | 'settles'> = { classId, ref, kind, inputs, outputs };
    return await lots.move(move, call);
  }

  /** What becomes of lots that were taken: spent, free again, of unknown state, or all free again but one that another process spent. */
  #release({ lots, parts }: Taken, outcome: unknown): void {
    this.#coming -= parts.length;
    for (const lot of lots) {
      const { lotId } = lot;
      this.#reserved.delete(lotId);
      if (outcome === 'spent' || outcome === lotId) this.#gone.add(lotId);
      else if (outcome !== 'unknown') this.#free.set(lotId, lot);
    }
    for (const oldest of this.#gone) {
      if (this.#gone.size <= LOTS_TAKEN_FROM_MAX) break;
      this.#gone.delete(oldest);
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
