import { companyHolder } from '@kontti/model';
import { createError } from '../errors';
import { startCall } from '../gateway/call-options';
import type { StartedCall } from '../gateway/call-options';
import type { Timers } from '../gateway/timers';
import { waitWithin } from '../gateway/wait-within';
import { LOTS_TAKEN_FROM_MAX, POOL_OUTPUTS_MAX, POOL_WAITING_MAX } from '../limits';
import { chooseLots } from './choose-lots';
import type { PoolLot } from './choose-lots';
import { heldLots } from './held-lots';
import type { Lots } from './lots';
import { shareAmount } from './share-amount';

/** Lots that a transfer uses alone, and the parts in which their change comes back. */
export interface Taken {
  readonly lots: readonly PoolLot[];
  readonly parts: readonly bigint[];
}

/** A transfer that waits for lots. */
interface Waiting {
  readonly quantity: bigint;
  /** Ends the wait; with nothing where there is nothing left to wait for. */
  readonly end: (taken: Taken | undefined) => void;
}

/** Where a stock's lots come from. */
export interface StockSource {
  readonly mspId: string;
  readonly lots: Pick<Lots, 'query'>;
  readonly timers: Pick<Timers, 'nowMs' | 'delay'>;
}

/** The lots of a pool, as far as this process knows: free, used by a transfer, or gone; and the transfers that wait for some. */
export class LotStock {
  readonly #free = new Map<string, PoolLot>();
  readonly #reserved = new Set<string>();
  /** Lots of change that transfers under way bring. */
  #coming = 0;
  /** Lots that somebody else took, or of which it is unknown whether they are spent. */
  readonly #gone = new Set<string>();
  #loading: Promise<void> | undefined;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>();

  /** `wanted`: how many lots there should be. */
  constructor(
    readonly source: StockSource,
    readonly classId: string,
    readonly wanted: number,
  ) {}

  /** Lots for a quantity, which nobody else in this process uses until they are released. */
  async take(quantity: bigint, call: StartedCall): Promise<Taken> {
    for (let isFresh = false; ;) {
      const free = this.#takeFree(quantity);
      if (free !== undefined) return free;
      if (this.#reserved.size > 0) {
        const handed = await this.#wait(quantity, call);
        if (handed !== undefined) return handed;
        // Others may have paid in meanwhile.
        isFresh = false;
      } else if (isFresh) {
        throw createError('LOTS_INSUFFICIENT', { details: { quantity: quantity.toString() } });
      } else {
        const loading = (this.#loading ??= this.#load().finally(() => (this.#loading = undefined)));
        await waitWithin(this.source.timers, call, loading);
        isFresh = true;
      }
    }
  }

  /** Lots for a quantity, of those that are free now. */
  #takeFree(quantity: bigint): Taken | undefined {
    const nowMs = this.source.timers.nowMs();
    const lots = [...this.#free.values()].filter(({ expiresAt = Infinity }) => expiresAt > nowMs);
    const taken = chooseLots(lots, { quantity, isJoining: lots.length > 2 * this.wanted });
    if (taken === undefined) return undefined;
    for (const { lotId } of taken) {
      this.#free.delete(lotId);
      this.#reserved.add(lotId);
    }
    const change = taken.reduce((sum, lot) => sum + lot.quantity, 0n) - quantity;
    const parts = change > 0n ? this.#partsOf(change) : [];
    this.#coming += parts.length;
    return { lots: taken, parts };
  }

  /** Waits in line until others release lots that reach the quantity; resolves with nothing when nobody has any more to release. */
  async #wait(quantity: bigint, call: StartedCall): Promise<Taken | undefined> {
    if (this.#waiting.size >= POOL_WAITING_MAX) throw createError('TOO_MANY_SUBMITS');
    let waiting: Waiting | undefined;
    const turn = new Promise<Taken | undefined>((end) => {
      waiting = { quantity, end };
      this.#waiting.add(waiting);
    });
    try {
      return await waitWithin(this.source.timers, call, turn);
    } catch (error) {
      // What was handed over at the last moment is not used.
      if (waiting !== undefined && !this.#waiting.delete(waiting)) {
        void turn.then((taken) => taken && this.release(taken, 'free'));
      }
      throw error;
    }
  }

  /** Hands free lots to those that wait, the first one first. What does not reach one quantity does not reach a larger one. */
  #handOver(): void {
    let missed: bigint | undefined;
    for (const waiting of this.#waiting) {
      if (this.#free.size === 0) break;
      if (missed !== undefined && waiting.quantity >= missed) continue;
      const taken = this.#takeFree(waiting.quantity);
      if (taken === undefined) {
        missed = waiting.quantity;
      } else {
        this.#waiting.delete(waiting);
        waiting.end(taken);
      }
    }
    if (this.#reserved.size > 0) return;
    for (const { end } of this.#waiting) end(undefined);
    this.#waiting.clear();
  }

  async #load(): Promise<void> {
    const { lots, mspId, timers } = this.source;
    const holder = companyHolder(mspId);
    // Transfers share it, so that none of them bounds it.
    const everybodys = startCall({}, timers);
    for (const lot of await heldLots(
      lots,
      { classId: this.classId, holder, nowMs: timers.nowMs() },
      everybodys,
    )) {
      const { lotId, digest, quantity, class: version, expiresAt } = lot;
      if (this.#reserved.has(lotId) || this.#gone.has(lotId)) continue;
      this.#free.set(lotId, { lotId, digest, quantity, class: version, expiresAt: expiresAt?.getTime() });
    }
  }

  /** A lot that a transfer made. */
  add(lot: PoolLot): void {
    this.#free.set(lot.lotId, lot);
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

  /** What becomes of lots that were taken: spent, free again, of unknown state, or all free again but one that another process spent. */
  release({ lots, parts }: Taken, outcome: unknown): void {
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
    this.#handOver();
  }
}
