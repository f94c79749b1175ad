import { bytesToFact, companyHolder, lotMoved } from '@kontti/model';
import type { FactReceipt, LotMoving, MoveOutput } from '@kontti/model';
import type { Companies } from '../company/companies';
import { KonttiError } from '../errors';
import { startCall } from '../gateway/call-options';
import type { CallOptions, StartedCall } from '../gateway/call-options';
import { POOL_ATTEMPTS_MAX, POOL_LOTS, POOL_LOTS_MAX } from '../limits';
import type { Submitted } from '../operation';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { amount, required, text, wholeNumber } from '../options/rules';
import { LotStock } from './lot-stock';
import type { StockSource, Taken } from './lot-stock';
import type { Lots } from './lots';

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
export interface PoolSource extends StockSource {
  readonly lots: Pick<Lots, 'query' | 'move'>;
  readonly companies: Pick<Companies, 'getFact'>;
}

/** Makes a pool. */
export function createLotPool(source: PoolSource, options: LotPoolOptions): LotPool {
  checkOptions(POOL_OPTIONS, options);
  const { classId, lots: wanted = POOL_LOTS } = options;
  const pool = new Pool(source, classId, wanted);
  return {
    transfer: async (request, call) => {
      checkOptions(TRANSFER, request);
      return await pool.transfer(request, startCall(call, source.timers));
    },
  };
}

/** An error that is not of the SDK: nothing is known about it. */
const NO_KNOWN_ERROR: Pick<KonttiError, 'code' | 'stage' | 'details'> = {
  code: 'UNEXPECTED',
  stage: 'local',
  details: { remedy: '' },
};

class Pool {
  readonly #stock: LotStock;

  constructor(
    readonly source: PoolSource,
    readonly classId: string,
    wanted: number,
  ) {
    this.#stock = new LotStock(source, classId, wanted);
  }

  async transfer(request: PoolTransfer, call: StartedCall): Promise<Submitted<FactReceipt>> {
    for (let attempt = 1; ; attempt += 1) {
      const taken = await this.#stock.take(request.quantity, call);
      try {
        const done = await this.#move(request, taken, call);
        this.#stock.release(taken, 'spent');
        return done;
      } catch (error) {
        const { code, stage, details } = error instanceof KonttiError ? error : NO_KNOWN_ERROR;
        // What was ordered may be spent; the ledger says so when the pool looks there again.
        this.#stock.release(
          taken,
          stage === 'endorse' || code === 'CONFLICT' ? (details['lot'] ?? 'free') : 'unknown',
        );
        if (code === 'REF_REUSED') return await this.#repeat(request, error, call);
        if (code !== 'LOT_SPENT' || attempt >= POOL_ATTEMPTS_MAX) throw error;
      }
    }
  }

  async #move(
    { ref, to, quantity }: PoolTransfer,
    { lots: taken, parts }: Taken,
    call: StartedCall,
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
      this.#stock.add({ lotId, digest, quantity: part, class: version, expiresAt });
    }
    return done;
  }

  /** A reference that was used by the same transfer before: its own request once more gets the first receipt. */
  async #repeat(
    { ref, to, quantity }: PoolTransfer,
    reused: unknown,
    call: StartedCall,
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
}
