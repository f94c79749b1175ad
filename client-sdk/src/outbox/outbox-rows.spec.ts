import { expect } from 'chai';
import { rememberContext } from '../client-context';
import { KonttiError } from '../errors';
import { OUTBOX_KEPT_MS, OUTBOX_PAGE_SIZE, OUTBOX_POLL_MS } from '../limits';
import type { Timers } from '../gateway/timers';
import { MemoryDisk } from '../testing/memory-outbox-store';
import { createPassingTime } from '../testing/passing-time';
import { createScriptedSession } from '../testing/scripted-session';
import { withinTurns } from '../testing/within-turns';
import { openOutbox } from './outbox';
import type { Outbox } from './outbox';
import type { OutboxStore, RowProgress } from './store';

const NOW_MS = Date.UTC(2026, 0, 1);
const request = { shipmentId: 'Org1MSP/S-1', sequence: 1 };
const acceptance = { id: 'a', operation: 'shipments.acceptCustody', request } as const;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the rows of an outbox', () => {
  let disk: MemoryDisk;
  let timers: Timers;
  let outbox: Outbox;

  beforeEach(() => {
    disk = new MemoryDisk();
    ({ timers } = createPassingTime(NOW_MS));
    outbox = openOutbox({ store: disk.open(), timers });
  });

  /** Puts a row into a state, as what sends it does. */
  function put(progress: Partial<RowProgress>): void {
    const row = disk.rows.get(1);
    if (row === undefined) throw new TypeError('no row');
    disk.rows.set(1, { ...row, progress: { ...row.progress, ...progress } });
  }

  /** The store, but for what a test changes of it. */
  function storeWith(change: Partial<OutboxStore>): OutboxStore {
    const store = disk.open();
    return {
      add: (rows) => store.add(rows),
      find: (id) => store.find(id),
      list: (selection) => store.list(selection),
      count: () => store.count(),
      write: (changes) => store.write(changes),
      lease: () => store.lease(),
      close: () => store.close(),
      ...change,
    };
  }

  async function failureOf(work: () => unknown): Promise<KonttiError> {
    const failure: unknown = await withinTurns(Promise.resolve().then(work)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(KonttiError);
    return failure as KonttiError;
  }

  it('are refused by the option that is wrong', async () => {
    const open = (change: object) => () => openOutbox({ store: disk.open(), ...change } as never);
    const connect = () => Promise.reject(new TypeError('none'));
    const cases: readonly (readonly [() => unknown, string])[] = [
      [open({ store: undefined }), 'store'],
      [open({ encryptionKey: new Uint8Array(31) }), 'encryptionKey'],
      [open({ keptMs: -1 }), 'keptMs'],
      [open({ timers: {} }), 'timers.nowMs'],
      [open({ colour: 'red' }), 'colour'],
      [() => outbox.add({ ...acceptance, key: '' }), 'key'],
      [() => outbox.add({ ...acceptance, isPrivate: 1 } as never), 'isPrivate'],
      [() => outbox.get({} as never), 'id'],
      [() => outbox.get({ id: 7 } as never), 'id'],
      [() => outbox.drop({ id: 'a', key: 'k' } as never), 'key'],
      [() => outbox.retry({ id: '' }), 'id'],
      [() => outbox.settled({} as never), 'id'],
      [() => outbox.replace({ id: 'a', operation: 'none', request } as never), 'operation'],
      [() => outbox.run({} as never), 'connect'],
      [() => outbox.run({ connect, signal: 1 } as never), 'signal'],
      [() => outbox.run({ connect, onPause: 1 } as never), 'onPause'],
    ];
    for (const [call, option] of cases) {
      const failure = await failureOf(call);
      expect([failure.code, failure.details['option']], option).to.deep.equal(['OPTIONS_INVALID', option]);
    }
  });

  it('name the row that there is not, or that has other content', async () => {
    await outbox.add(acceptance);
    const other = await failureOf(() => outbox.add({ ...acceptance, key: 'other' }));
    expect([other.code, other.details['id']]).to.deep.equal(['ID_REUSED', 'a']);
    for (const call of [
      () => outbox.retry({ id: 'b' }),
      () => outbox.drop({ id: 'b' }),
      () => outbox.settled({ id: 'b' }),
      () => outbox.replace({ ...acceptance, id: 'b' }),
    ]) {
      const { code, details } = await failureOf(call);
      expect([code, details['id']]).to.deep.equal(['ROW_NOT_FOUND', 'b']);
    }
  });

  it('are taken up again as if for the first time, where they failed or have been signed', async () => {
    await outbox.add(acceptance);
    const tried = { attempts: 3, dueMs: 9, reason: '{}', transactionId: 'tx', envelope: Buffer.of(1) };
    const anew = { state: 'waiting', attempts: 0, dueMs: 0, reason: undefined, transactionId: undefined };
    for (const state of ['failed', 'unsigned', 'sent'] as const) {
      put({ ...tried, state });
      expect(await outbox.retry({ id: 'a' })).to.include({
        state: 'waiting',
        attempts: 0,
        reason: undefined,
      });
      expect(disk.rows.get(1)?.progress, state).to.include({
        ...anew,
        envelope: undefined,
        changedMs: NOW_MS,
      });
    }
    put({ state: 'failed', envelope: undefined });
    await outbox.retry({ id: 'a' });
    for (const state of ['waiting', 'sent', 'committed'] as const) {
      put({ state, envelope: undefined });
      const { code, details } = await failureOf(() => outbox.retry({ id: 'a' }));
      expect({ code, ...details }, state).to.include({ code: 'ROW_STATE', id: 'a', state });
    }
  });

  it('are removed unless they may be on the ledger', async () => {
    for (const state of ['sent', 'committed'] as const) {
      if (disk.rows.size === 0) await outbox.add(acceptance);
      put({ state });
      const { code, details } = await failureOf(() => outbox.drop({ id: 'a' }));
      expect({ code, ...details }).to.include({ code: 'ROW_STATE', id: 'a', state });
    }
    for (const state of ['waiting', 'failed', 'unsigned'] as const) {
      put({ state });
      await outbox.drop({ id: 'a' });
      expect(disk.rows.size, state).to.equal(0);
      await outbox.add(acceptance);
      const [[sequence, row] = []] = disk.rows;
      if (sequence !== undefined && row !== undefined) {
        disk.rows.delete(sequence);
        disk.rows.set(1, { ...row, sequence: 1 });
      }
    }
  });

  it('get another request where they were refused, of the same operation', async () => {
    await outbox.add(acceptance);
    const change = { ...acceptance, request: { ...request, sequence: 2 } };
    for (const state of ['failed', 'unsigned'] as const) {
      put({ state, attempts: 4, request: undefined });
      expect(await outbox.replace(change)).to.include({ state: 'waiting', attempts: 0, key: 'a' });
      expect(Buffer.from(disk.rows.get(1)?.progress.request ?? []).toString()).to.include('"sequence":2');
    }
    for (const state of ['waiting', 'sent', 'committed'] as const) {
      put({ state });
      expect((await failureOf(() => outbox.replace(change))).code, state).to.equal('ROW_STATE');
    }
    put({ state: 'failed' });
    const other = {
      id: 'a',
      operation: 'shipments.cancel',
      request: { shipmentId: 'A/S', reason: 'x' },
    } as const;
    const { code, details } = await failureOf(() => outbox.replace(other));
    const { operation } = acceptance;
    expect({ code, ...details }).to.include({ code: 'ROW_STATE', id: 'a', state: 'failed', operation });
    expect((await failureOf(() => outbox.replace({ ...change, request: {} as never }))).code).to.match(
      /^FIELD_/,
    );
  });

  it('are listed in their order, each once, however many there are', async () => {
    const count = 2 * OUTBOX_PAGE_SIZE + 1;
    const ids = Array.from({ length: count }, (_, n) => `row-${n}`);
    for (const id of ids) await outbox.add({ ...acceptance, id });
    put({ state: 'failed' });
    const asked: unknown[] = [];
    const listed = openOutbox({
      store: storeWith({
        list: (selection) => {
          asked.push(selection);
          if (asked.length > 5) throw new Error('asks on and on');
          return disk.open().list(selection);
        },
      }),
      timers,
    });
    const seen: string[] = [];
    for await (const { id } of listed.pending()) seen.push(id);
    expect(seen).to.deep.equal(ids.slice(1));
    const states = ['waiting', 'sent'];
    expect(asked).to.deep.equal(
      [0, 1 + OUTBOX_PAGE_SIZE, 1 + 2 * OUTBOX_PAGE_SIZE].map((after) => ({
        ...{ states, after },
        limit: OUTBOX_PAGE_SIZE,
      })),
    );
  });

  it('are left alone where somebody else changed them meanwhile', async () => {
    await outbox.add(acceptance);
    const late = openOutbox({ store: storeWith({ write: () => Promise.resolve([false]) }), timers });
    const { code, details } = await failureOf(() => late.drop({ id: 'a' }));
    expect([code, details['id']]).to.deep.equal(['ROW_CHANGED', 'a']);
  });

  it('are waited for until they are settled, at once when this process changes them', async () => {
    await outbox.add(acceptance);
    put({ state: 'failed' });
    await withinTurns(outbox.settled({ id: 'a' }));
    put({ state: 'sent', envelope: Buffer.of(1) });
    const waiting = outbox.settled({ id: 'a' });
    await turn();
    put({ state: 'failed' });
    await withinTurns(waiting);
    expect(timers.nowMs() - NOW_MS).to.be.within(OUTBOX_POLL_MS, OUTBOX_POLL_MS + 50);
    put({ state: 'waiting' });
    const again = outbox.settled({ id: 'a' });
    await turn();
    put({ state: 'unsigned' });
    const startMs = timers.nowMs();
    await outbox.add({ ...acceptance, id: 'b' });
    expect(await withinTurns(again)).to.include({ state: 'unsigned' });
    put({ state: 'waiting' });
    const gone = failureOf(() => outbox.settled({ id: 'a' }));
    await turn();
    await outbox.drop({ id: 'a' });
    expect((await gone).code).to.equal('ROW_NOT_FOUND');
    expect(timers.nowMs() - startMs).to.be.lessThan(OUTBOX_POLL_MS / 2);
  });

  it('are waited for no longer than the caller says', async () => {
    await outbox.add(acceptance);
    const { code } = await failureOf(() => outbox.settled({ id: 'a' }, { timeoutMs: OUTBOX_POLL_MS + 500 }));
    expect(code).to.equal('TIMED_OUT');
    expect(timers.nowMs() - NOW_MS).to.be.within(OUTBOX_POLL_MS + 500, OUTBOX_POLL_MS + 550);
  });

  it('are remembered as long as usual after their commit, or as the caller says', async () => {
    for (const keptMs of [undefined, 5]) {
      const pruned: number[] = [];
      const store = disk.open();
      const kept = storeWith({
        lease: async () => {
          const lease = await store.lease();
          return (
            lease && { ...lease, prune: async ({ beforeMs }) => void pruned.push(timers.nowMs() - beforeMs) }
          );
        },
      });
      const made = openOutbox({ store: kept, timers, ...(keptMs !== undefined && { keptMs }) });
      const client = rememberContext({ close: () => undefined }, createScriptedSession(timers).context);
      const running = made.run({ connect: () => Promise.resolve(client as never) });
      while (pruned.length === 0) await turn();
      await withinTurns(made.close());
      await running;
      expect(pruned[0]).to.equal(keptMs ?? OUTBOX_KEPT_MS);
    }
  });

  it('are closed with their store once what sends them has ended', async () => {
    let closed = 0;
    const closing = storeWith({
      lease: () => Promise.resolve(undefined),
      close: async () => void (closed += 1),
    });
    const made = openOutbox({ store: closing, timers });
    const said: string[] = [];
    const running = made.run({
      connect: () => Promise.reject(new TypeError('none')),
      onPause: ({ code }) => said.push(code),
    });
    await turn();
    await withinTurns(Promise.resolve(made[Symbol.asyncDispose]()));
    await running;
    expect([closed, said]).to.deep.equal([1, ['STORE_LEASED']]);
    const ended = made.run({ connect: () => Promise.reject(new TypeError('none')) });
    await withinTurns(ended);
  });
});
