import { status as Grpc } from '@grpc/grpc-js';
import { expect } from 'chai';
import { createError } from '../errors';
import type { KonttiError } from '../errors';
import {
  OUTBOX_DELAY_MS,
  OUTBOX_DELAY_MS_MAX,
  OUTBOX_IN_FLIGHT_MAX,
  OUTBOX_POLL_MS,
  OUTBOX_PRUNED_ROWS_MAX,
  OUTBOX_PRUNE_MS,
} from '../limits';
import { createPassingTime } from '../testing/passing-time';
import { createScriptedSession, gatewayFailure } from '../testing/scripted-session';
import type { ScriptedSession } from '../testing/scripted-session';
import { withinTurns } from '../testing/within-turns';
import type { Timers } from '../gateway/timers';
import { createChanges } from './changes';
import type { Changes } from './changes';
import { prepareRow } from './prepare-row';
import type { DueSelection, OutboxLease, OutboxRow } from './store';
import { runWorker } from './worker';

const NOW_MS = Date.UTC(2026, 0, 1);
const KEPT_MS = 1_000_000;
const unreachable = gatewayFailure(Grpc.UNAVAILABLE, 'no peer');
type Write = (...args: Parameters<OutboxLease['write']>) => Promise<readonly boolean[]>;
type Due = (...args: Parameters<OutboxLease['due']>) => Promise<readonly OutboxRow[]>;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what sends the rows of an outbox', () => {
  let timers: Timers;
  let gateway: ScriptedSession;
  let changes: Changes;
  let ends: AbortController;
  let asked: DueSelection[];
  let pruned: { readonly beforeMs: number; readonly limit: number }[];
  let said: [code: string, afterMs: number][];
  let waiting: OutboxRow[];
  let lease: OutboxLease;

  beforeEach(() => {
    ({ timers } = createPassingTime(NOW_MS));
    gateway = createScriptedSession(timers);
    changes = createChanges();
    ends = new AbortController();
    [asked, pruned, said, waiting] = [[], [], [], []];
    lease = {
      write: writeAll,
      due: (selection) => giveDue(selection),
      prune: (selection) => {
        pruned.push(selection);
        return Promise.resolve();
      },
      release: () => Promise.resolve(),
    };
  });

  const writeAll: Write = (all) => Promise.resolve(all.map(() => true));
  const giveDue: Due = (selection) => {
    asked.push(selection);
    const rows = waiting.filter(({ sequence }) => !selection.except.includes(sequence));
    return Promise.resolve(rows.slice(0, selection.limit));
  };

  async function rowOf(sequence: number): Promise<OutboxRow> {
    const request = { shipmentId: 'Org1MSP/S-1', sequence };
    const prepared = await prepareRow(
      { timers, encryptionKey: undefined },
      { id: `row-${sequence}`, operation: 'shipments.acceptCustody', request },
    );
    return { ...prepared, sequence, revision: 0 };
  }

  /** Sends until a test has seen what it waits for. */
  async function run(isOver: () => boolean): Promise<unknown> {
    const running = runWorker({
      ...{ lease, context: gateway.context, encryptionKey: undefined, signal: ends.signal, timers, changes },
      keptMs: KEPT_MS,
      onPause: ({ code }: KonttiError) => void said.push([code, timers.nowMs() - NOW_MS]),
    });
    const over = running.then(
      () => ends.abort(),
      () => ends.abort(),
    );
    const look = async (): Promise<void> => {
      while (!ends.signal.aborted) {
        await turn();
        if (isOver()) ends.abort();
      }
    };
    await withinTurns(Promise.all([look(), over]));
    return running.then(
      () => undefined,
      (failure: unknown) => failure,
    );
  }
  /** The row leaves the store once it is committed. */
  const commits = (before: Promise<void> = Promise.resolve()): void => {
    lease.write = async (all) => {
      await before;
      const done = all.flatMap(({ sequence, progress }) =>
        progress !== 'removed' && progress.state === 'committed' ? [sequence] : [],
      );
      waiting = waiting.filter(({ sequence }) => !done.includes(sequence));
      return writeAll(all);
    };
  };

  it('asks for rows that are due, at once when something changed, and else now and then', async () => {
    commits();
    waiting = [await rowOf(1)];
    expect(await run(() => asked.length === 4)).to.equal(undefined);
    expect(asked[0]).to.deep.equal({
      ...{ nowMs: NOW_MS, horizonMs: NOW_MS + OUTBOX_DELAY_MS_MAX, except: [], limit: OUTBOX_IN_FLIGHT_MAX },
    });
    expect(gateway.submitted).to.have.length(1);
    const times = asked.map(({ nowMs }) => nowMs - NOW_MS);
    expect(times[1]).to.be.lessThan(OUTBOX_POLL_MS);
    expect((times[3] ?? 0) - (times[2] ?? 0)).to.be.within(OUTBOX_POLL_MS, OUTBOX_POLL_MS + 20);
  });

  it('has a bounded number of rows under way, and asks for none of them again', async () => {
    waiting = await Promise.all(
      Array.from({ length: OUTBOX_IN_FLIGHT_MAX + 1 }, (_, index) => rowOf(index + 1)),
    );
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    commits(held);
    const limits: number[] = [];
    lease.due = (selection) => {
      limits.push(selection.limit);
      if (limits.length === 1) return giveDue({ ...selection, limit: OUTBOX_IN_FLIGHT_MAX - 1 });
      return giveDue(selection);
    };
    const running = run(() => limits.length > 2);
    while (limits.length < 2) {
      await turn();
      changes.changed();
    }
    expect(limits).to.deep.equal([OUTBOX_IN_FLIGHT_MAX, 1]);
    expect(asked[1]?.except).to.have.length(OUTBOX_IN_FLIGHT_MAX - 1);
    for (let turns = 0; turns < 20; turns += 1) {
      await turn();
      changes.changed();
    }
    expect(limits).to.have.length(2);
    release();
    await running;
  });

  it('pauses once for rows that meet the same fault together, longer each time, and anew after a commit', async () => {
    waiting = [await rowOf(1), await rowOf(2)];
    const fail = [unreachable, unreachable];
    gateway.script.endorse.push(...fail, ...fail, ...fail, 'ok', 'ok', ...fail, ...fail);
    await run(() => said.length === 5);
    expect(said.map(([code]) => code)).to.deep.equal(Array.from({ length: 5 }, () => 'UNREACHABLE'));
    const times = said.map(([, afterMs]) => afterMs);
    const gaps = times.slice(1).map((afterMs, index) => afterMs - (times[index] ?? 0));
    expect(gaps[0]).to.be.within(OUTBOX_DELAY_MS, OUTBOX_DELAY_MS + 50);
    expect(gaps[1]).to.be.within(2 * OUTBOX_DELAY_MS, 2 * OUTBOX_DELAY_MS + 50);
    expect(gaps[2]).to.be.within(4 * OUTBOX_DELAY_MS, 4 * OUTBOX_DELAY_MS + 50);
    expect(gaps[3]).to.be.within(OUTBOX_DELAY_MS, OUTBOX_DELAY_MS + 50);
  });

  it('asks for nothing while it pauses, whatever changes, unless the clock was set back far', async () => {
    waiting = [await rowOf(1)];
    gateway.script.endorse.push(unreachable);
    commits();
    let offsetMs = 0;
    const passing = timers;
    timers = { ...passing, nowMs: () => passing.nowMs() + offsetMs };
    const running = run(() => gateway.submitted.length === 1);
    while (said.length === 0) await turn();
    const before = asked.length;
    for (let turns = 0; turns < 20; turns += 1) {
      changes.changed();
      await turn();
    }
    expect(asked).to.have.length(before);
    offsetMs = -2 * OUTBOX_DELAY_MS_MAX;
    changes.changed();
    await running;
    expect(passing.nowMs() - NOW_MS).to.be.lessThan(OUTBOX_DELAY_MS);
  });

  it('removes now and then what was committed long ago', async () => {
    await run(() => pruned.length === 2);
    expect(pruned[0]).to.deep.equal({ beforeMs: NOW_MS - KEPT_MS, limit: OUTBOX_PRUNED_ROWS_MAX });
    const gapMs = (pruned[1]?.beforeMs ?? 0) - (pruned[0]?.beforeMs ?? 0);
    expect(gapMs).to.be.within(OUTBOX_PRUNE_MS, OUTBOX_PRUNE_MS + OUTBOX_POLL_MS + 50);
  });

  it('pauses while its store is busy, and ends when its lease or its client is gone', async () => {
    const busy = createError('STORE_BUSY');
    const faults: Error[] = [busy, busy];
    lease.due = (selection) =>
      faults.length > 0 ? Promise.reject(faults.shift() ?? busy) : giveDue(selection);
    expect(await run(() => asked.length === 1)).to.equal(undefined);
    expect(said.map(([code]) => code)).to.deep.equal(['STORE_BUSY', 'STORE_BUSY']);
    expect(said[1]?.[1]).to.be.within(OUTBOX_DELAY_MS, OUTBOX_DELAY_MS + 50);
    for (const fault of [createError('STORE_LEASE_LOST'), new TypeError('defect')]) {
      ends = new AbortController();
      faults.push(fault);
      expect(await run(() => false)).to.equal(fault);
    }
    ends = new AbortController();
    waiting = [await rowOf(1)];
    gateway.context.session.close();
    expect(await run(() => false)).to.include({ code: 'CLIENT_CLOSED' });
    expect(said).to.have.length(2);
  });

  it('ends once nothing is under way any more', async () => {
    waiting = [await rowOf(1)];
    let release = (): void => undefined;
    commits(new Promise((resolve) => (release = resolve)));
    lease.due = (selection) =>
      asked.length === 1 ? Promise.reject(createError('STORE_LEASE_LOST')) : giveDue(selection);
    let isOver = false;
    const running = run(() => false).finally(() => (isOver = true));
    while (asked.length === 0) await turn();
    changes.changed();
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(isOver).to.equal(false);
    release();
    expect(await running).to.include({ code: 'STORE_LEASE_LOST' });
    expect(said).to.deep.equal([]);
  });
});
