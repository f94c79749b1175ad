import type { FactReceipt, MoveInput, MoveOutput } from '@kontti/model';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import { SYSTEM_TIMERS } from '../gateway/timers';
import { POOL_WAITING_MAX } from '../limits';
import { createPassingTime } from '../testing/passing-time';
import { withinTurns } from '../testing/within-turns';
import { createLotPool } from './lot-pool';
import type { PoolSource } from './lot-pool';

interface AskedMove {
  readonly ref: string;
  readonly inputs: readonly MoveInput[];
  readonly outputs: readonly MoveOutput[];
}

const failure = (code: string, stage: 'endorse' | 'commit-status', lot?: string): KonttiError =>
  new KonttiError({ code, stage, message: code, details: { remedy: '', ...(lot && { lot }) } });

const noop: (asked: AskedMove) => void = () => undefined;

/** A ledger of one company that moves lots a few turns later, and refuses what is spent. */
function createSource(quantities: readonly bigint[]) {
  const unspent = new Map(quantities.map((quantity, n) => [`B/l/${n}`, quantity]));
  const moves: AskedMove[] = [];
  let running = 0;
  /** `shown`: lots that a peer which is behind still shows. `expiresAt`: of all lots. */
  const seen = {
    ...{ most: 0, before: noop, nowMs: 0, queries: 0 },
    shown: new Map<string, bigint>(),
    expiresAt: undefined as Date | undefined,
  };
  const move = async (asked: AskedMove): Promise<unknown> => {
    running += 1;
    seen.most = Math.max(seen.most, running);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    running -= 1;
    seen.before(asked);
    const spent = asked.inputs.find(({ lot }) => !unspent.has(lot));
    if (spent !== undefined) throw failure('LOT_SPENT', 'endorse', spent.lot);
    const sum = asked.inputs.reduce((total, { lot }) => total + (unspent.get(lot) ?? 0n), 0n);
    expect(asked.outputs.reduce((total, { quantity }) => total + quantity, 0n)).to.equal(sum);
    for (const { lot } of asked.inputs) unspent.delete(lot);
    asked.outputs.forEach(({ holder, quantity }, n) => {
      if (holder === 'company:AMSP') unspent.set(`AMSP/${asked.ref}/m${n}`, quantity);
    });
    moves.push(asked);
    return { transactionId: 't', block: 1n, result: { digest: 'd' } as FactReceipt };
  };
  const query = async function* () {
    seen.queries += 1;
    for (const [lotId, quantity] of new Map([...seen.shown, ...unspent])) {
      const { expiresAt } = seen;
      yield await Promise.resolve({ lotId, quantity, digest: 'd', class: 'c', expiresAt });
    }
  };
  const timers = { ...SYSTEM_TIMERS, nowMs: () => seen.nowMs };
  const source = { mspId: 'AMSP', lots: { move, query }, companies: {}, timers };
  return { source: source as unknown as PoolSource, unspent, moves, seen };
}

const payments = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ ref: `p-${n}`, to: 'company:XMSP', quantity: 1n }));
const codeOf = async (call: Promise<unknown>): Promise<string> =>
  await withinTurns(call).then(
    () => 'done',
    (error: { readonly code: string }) => error.code,
  );

describe('a pool of lots', () => {
  it('transfers 500 times at once from a single lot, each lot once', async () => {
    const { source, moves, unspent, seen } = createSource([1_000n]);
    const pool = createLotPool(source, { classId: 'B/credit' });
    await withinTurns(Promise.all(payments(500).map((payment) => pool.transfer(payment))));
    const inputs = moves.flatMap((each) => each.inputs.map(({ lot }) => lot));
    expect(new Set(inputs).size).to.equal(inputs.length);
    expect([...unspent.values()].reduce((sum, quantity) => sum + quantity, 0n)).to.equal(500n);
    expect(seen.most).to.be.within(8, 16);
  });

  it('joins what is small where there is much of it', async () => {
    const { source, moves } = createSource(Array.from({ length: 40 }, () => 1n));
    const pool = createLotPool(source, { classId: 'B/credit', lots: 4 });
    await withinTurns(pool.transfer({ ref: 'p', to: 'company:XMSP', quantity: 20n }));
    expect(moves[0]?.inputs.length).to.equal(20);
  });

  it('takes others where another process spent one, and does not take that again', async () => {
    const { source, unspent, seen } = createSource([10n, 10n]);
    const pool = createLotPool(source, { classId: 'B/credit' });
    seen.before = ({ inputs }) => {
      if (inputs[0]?.lot === 'B/l/0') unspent.delete('B/l/0');
    };
    await withinTurns(pool.transfer({ ref: 'p', to: 'company:XMSP', quantity: 10n }));
    expect(unspent.size).to.equal(0);
    expect(await codeOf(pool.transfer({ ref: 'q', to: 'company:XMSP', quantity: 1n }))).to.equal(
      'LOTS_INSUFFICIENT',
    );
  });

  it('takes what others paid in while it waited', async () => {
    const { source, unspent, seen } = createSource([10n]);
    const pool = createLotPool(source, { classId: 'B/credit' });
    seen.before = ({ ref }) => {
      if (ref === 'p') unspent.set('XMSP/paid/m0', 10n);
    };
    const payment = { to: 'company:XMSP', quantity: 10n };
    const both = [pool.transfer({ ...payment, ref: 'p' }), pool.transfer({ ...payment, ref: 'q' })];
    expect(await Promise.all(both.map(codeOf))).to.deep.equal(['done', 'done']);
    expect(unspent.size).to.equal(0);
  });

  it('looks at the ledger again for what may be spent', async () => {
    const { source, unspent, seen } = createSource([10n]);
    const pool = createLotPool(source, { classId: 'B/credit' });
    seen.before = () => {
      throw failure('OUTCOME_UNKNOWN', 'commit-status');
    };
    const payment = { ref: 'p', to: 'company:XMSP', quantity: 10n };
    expect(await codeOf(pool.transfer(payment))).to.equal('OUTCOME_UNKNOWN');
    seen.before = () => undefined;
    expect(unspent.size).to.equal(1);
    expect(await codeOf(pool.transfer(payment))).to.equal('done');
  });

  it('uses what was not ordered again without a look at the ledger, and splits its change as if it never was', async () => {
    const { source, moves, seen } = createSource([100n]);
    const pool = createLotPool(source, { classId: 'B/credit', lots: 4 });
    const payment = { ref: 'p', to: 'company:XMSP', quantity: 10n };
    for (const [code, stage] of [
      ['HOLDER_FORBIDDEN', 'endorse'],
      ['CONFLICT', 'commit-status'],
    ] as const) {
      seen.before = () => {
        throw failure(code, stage);
      };
      expect(await codeOf(pool.transfer(payment))).to.equal(code);
    }
    seen.before = noop;
    await withinTurns(pool.transfer(payment));
    expect(seen.queries).to.equal(1);
    expect(moves.map(({ outputs }) => outputs.map(({ quantity }) => quantity))).to.deep.equal([
      [10n, 23n, 23n, 22n, 22n],
    ]);
    await withinTurns(pool.transfer({ ...payment, ref: 'q' }));
    expect(moves[1]?.outputs.map(({ quantity }) => quantity)).to.deep.equal([10n, 12n]);
  });

  it('knows what it spent, and what others spent, whatever a peer that is behind shows', async () => {
    const { source, unspent, moves, seen } = createSource([10n, 20n]);
    seen.shown = new Map(unspent);
    const pool = createLotPool(source, { classId: 'B/credit' });
    const payment = { to: 'company:XMSP', quantity: 10n };
    await withinTurns(pool.transfer({ ...payment, ref: 'p' }));
    unspent.delete('B/l/1');
    expect(await codeOf(pool.transfer({ ...payment, ref: 'q' }))).to.equal('LOTS_INSUFFICIENT');
    expect(await codeOf(pool.transfer({ ...payment, ref: 'r' }))).to.equal('LOTS_INSUFFICIENT');
    expect(moves.map(({ ref }) => ref)).to.deep.equal(['p']);
  });

  it('uses nothing that has expired, change neither', async () => {
    const { source, seen } = createSource([10n]);
    seen.expiresAt = new Date(1_000);
    const pool = createLotPool(source, { classId: 'B/credit', lots: 1 });
    const payment = { to: 'company:XMSP', quantity: 1n };
    seen.nowMs = 999;
    await withinTurns(pool.transfer({ ...payment, ref: 'p' }));
    await withinTurns(pool.transfer({ ...payment, ref: 'q' }));
    seen.nowMs = 1_000;
    expect(await codeOf(pool.transfer({ ...payment, ref: 'r' }))).to.equal('LOTS_INSUFFICIENT');
  });

  it('lets a bounded number of transfers wait', async () => {
    const { source } = createSource([10n]);
    const lots = Object.assign({}, source.lots, { move: () => new Promise(() => undefined) });
    const pool = createLotPool({ ...source, lots }, { classId: 'B/credit' });
    const waiting = payments(POOL_WAITING_MAX + 2).map((payment) => pool.transfer(payment));
    expect(await codeOf(Promise.race(waiting))).to.equal('TOO_MANY_SUBMITS');
  });

  it('hands lots to those that wait in their order, and past one that needs more than there is', async () => {
    const { source, moves } = createSource([10n]);
    const pool = createLotPool(source, { classId: 'B/credit', lots: 1 });
    const pay = (ref: string, quantity: bigint) => pool.transfer({ ref, to: 'company:XMSP', quantity });
    const all = [pay('a', 1n), pay('b', 2n), pay('c', 20n), pay('d', 30n), pay('e', 3n), pay('f', 4n)];
    expect(await Promise.all(all.map(codeOf))).to.deep.equal([
      ...['done', 'done', 'LOTS_INSUFFICIENT', 'LOTS_INSUFFICIENT', 'done', 'done'],
    ]);
    expect(moves.map(({ ref }) => ref)).to.deep.equal(['a', 'b', 'e', 'f']);
  });

  it('serves as many as may wait, each with few steps', async () => {
    const { source, moves } = createSource([100_000n]);
    const pool = createLotPool(source, { classId: 'B/credit' });
    const all = payments(POOL_WAITING_MAX).map((payment) => pool.transfer(payment));
    const looks = { count: 0 };
    const { nowMs } = source.timers;
    Object.assign(source.timers, {
      nowMs: () => {
        looks.count += 1;
        return nowMs();
      },
    });
    await Promise.all(all);
    expect(moves).to.have.length(POOL_WAITING_MAX);
    expect(looks.count).to.be.below(10 * POOL_WAITING_MAX);
  });

  describe('whose transfers wait', () => {
    /** A pool whose only lot is under way until it is let go. */
    const createBusy = async () => {
      const { source, moves } = createSource([10n]);
      let letGo = noop as () => void;
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      const { move } = source.lots;
      const lots = Object.assign({}, source.lots, {
        move: async (...asked: Parameters<typeof move>) => {
          await gate;
          return await move(...asked);
        },
      });
      const clock = createPassingTime(0);
      const pool = createLotPool({ ...source, lots, timers: clock.timers }, { classId: 'B/credit' });
      const payment = { to: 'company:XMSP', quantity: 1n };
      const first = pool.transfer({ ...payment, ref: 'first' });
      await Promise.resolve();
      return { pool, payment, first, moves, letGo };
    };

    it('lets one go whose time is over or whose signal aborts, and serves the others', async () => {
      const { pool, payment, first, moves, letGo } = await createBusy();
      const controller = new AbortController();
      const late = codeOf(pool.transfer({ ...payment, ref: 'late' }, { timeoutMs: 20 }));
      const ended = codeOf(pool.transfer({ ...payment, ref: 'ended' }, { signal: controller.signal }));
      const patient = codeOf(pool.transfer({ ...payment, ref: 'patient' }));
      controller.abort();
      expect([await ended, await late]).to.deep.equal(['CANCELLED', 'TIMED_OUT']);
      letGo();
      expect([await codeOf(first), await patient]).to.deep.equal(['done', 'done']);
      expect(moves.map(({ ref }) => ref)).to.deep.equal(['first', 'patient']);
    });

    it('uses what was handed to one whose signal aborts at that moment, whichever comes first', async () => {
      const codes = new Set<string>();
      for (let turns = 0; turns < 20; turns += 1) {
        const { pool, payment, first, letGo } = await createBusy();
        const controller = new AbortController();
        const { signal } = controller;
        const ended = codeOf(pool.transfer({ ...payment, ref: 'ended', quantity: 4n }, { signal }));
        letGo();
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        controller.abort();
        const code = await ended;
        codes.add(code);
        await first;
        const quantity = code === 'done' ? 5n : 9n;
        expect(await codeOf(pool.transfer({ ...payment, ref: 'next', quantity })), `${turns}`).to.equal(
          'done',
        );
      }
      expect([...codes].toSorted()).to.deep.equal(['CANCELLED', 'done']);
    });
  });

  it('passes on what it knows nothing of, and does not take the lots for free', async () => {
    const { source, seen } = createSource([10n]);
    const pool = createLotPool(source, { classId: 'B/credit' });
    const payment = { ref: 'p', to: 'company:XMSP', quantity: 1n };
    seen.before = () => {
      throw new RangeError('of another kind');
    };
    const error: unknown = await pool.transfer(payment).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RangeError);
    seen.before = noop;
    expect(await codeOf(pool.transfer(payment))).to.equal('done');
    expect(seen.queries).to.equal(2);
  });

  it('says so where there is not enough, and refuses what is no payment', async () => {
    const pool = createLotPool(createSource([5n]).source, { classId: 'B/credit' });
    const short: unknown = await pool.transfer({ ref: 'p', to: 'X', quantity: 7n }).catch((e: unknown) => e);
    expect((short as KonttiError).details).to.include({ quantity: '7' });
    expect(await codeOf(pool.transfer({ ref: 'p', to: 'company:XMSP', quantity: 6n }))).to.equal(
      'LOTS_INSUFFICIENT',
    );
    expect(await codeOf(pool.transfer({ ref: 'p', to: 'company:XMSP', quantity: 0n }))).to.equal(
      'OPTIONS_INVALID',
    );
    expect(() => createLotPool(createSource([]).source, { classId: 'B/credit', lots: 0 })).to.throw();
  });
});
