import { expect } from 'chai';
import type { KonttiClient } from '../client';
import { createError, KonttiError } from '../errors';
import { QUEUE_ROWS_MAX } from '../limits';
import { withinTurns } from '../testing/within-turns';
import { openReadingQueue } from './queue';
import type { QueueOptions, ReadingQueue } from './queue';
import type { QueueStore, RejectedRow } from './queue-store';
import type { ReadingRow } from './reading-row';

const row = (minute: number): ReadingRow => ({
  ...{ deviceId: 'AMSP/D-1', shipmentId: 'AMSP/S-1', at: new Date(Date.UTC(2026, 0, 1, 0, minute)) },
  temperatureMilliC: minute,
});

/** A store in memory; `held` says that another process has the lease. */
function createStore() {
  let next = 1;
  const waiting = new Map<number, string>();
  const rejected = new Map<number, RejectedRow>();
  const writes: number[] = [];
  const seen = { held: false, closed: 0, released: 0, taken: [] as string[] };
  const store: QueueStore = {
    add: async (rows) => {
      await Promise.resolve();
      writes.push(rows.length);
      for (const each of rows) waiting.set(next++, each);
    },
    addRejected: async (rows) => {
      for (const each of rows) {
        rejected.set(next, { sequence: next, ...each });
        next += 1;
      }
    },
    rejected: async ({ after, limit }) =>
      [...rejected.values()].filter(({ sequence }) => sequence > after).slice(0, limit),
    takeRejected: async (sequences, to) => {
      seen.taken.push(to);
      const taken = sequences.flatMap((sequence) => rejected.get(sequence) ?? []);
      for (const { sequence, row: text } of taken) {
        rejected.delete(sequence);
        if (to === 'waiting') waiting.set(sequence, text);
      }
      return taken.length;
    },
    count: async () => ({ waiting: waiting.size, rejected: rejected.size }),
    lease: async () =>
      seen.held
        ? undefined
        : {
            list: async () => [],
            settle: async () => undefined,
            release: async () => void (seen.released += 1),
          },
    close: async () => void (seen.closed += 1),
  };
  return { store, waiting, writes, seen };
}

describe('a queue of readings', () => {
  let made: ReturnType<typeof createStore>;
  let queue: ReadingQueue;
  let pauses: number;

  const timers = {
    nowMs: () => 5_000,
    random: () => 0,
    delay: (_: number, signal: AbortSignal | undefined) => {
      pauses += 1;
      return new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve(), { once: true });
        setImmediate(resolve);
      });
    },
  };
  const signerOf = () => {
    throw new TypeError('nothing is signed');
  };

  beforeEach(() => {
    made = createStore();
    pauses = 0;
    queue = openReadingQueue({ store: made.store, signerOf, timers });
  });

  const failureOf = async (call: () => unknown): Promise<string> => {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof KonttiError)) throw error;
      return `${error.code} ${String(error.details['option'] as string)}`;
    }
    return 'done';
  };

  it('keeps rows as JSON, those that come together in one write', async () => {
    await withinTurns(Promise.all([queue.add([row(1)]), queue.add([row(2), row(3)]), queue.add([row(4)])]));
    expect(made.writes).to.deep.equal([1, 3]);
    expect([...made.waiting.values()].map((text) => JSON.parse(text) as object)[1]).to.deep.equal({
      ...{
        deviceId: 'AMSP/D-1',
        shipmentId: 'AMSP/S-1',
        at: '2026-01-01T00:02:00.000Z',
        temperatureMilliC: 2,
      },
    });
    expect(await queue.count()).to.deep.equal({ waiting: 4, rejected: 0 });
  });

  it('shows rejected rows with the reason and the time, page by page, and takes them back', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => ({
      row: { n },
      error: createError('ROW_UNREADABLE'),
    }));
    await queue.reject(rows);
    const shown = [];
    for await (const each of queue.rejected()) shown.push(each);
    expect(shown.map((each) => each.row)).to.deep.equal(rows.map((each) => each.row));
    expect(shown[0]?.reason).to.include({ code: 'ROW_UNREADABLE' });
    expect(shown[0]?.rejectedAt).to.deep.equal(new Date(5_000));
    const [first, second, third] = shown.map(({ sequence }) => sequence) as [number, number, number];
    expect(await queue.retry([first, second])).to.equal(2);
    expect(await queue.drop([third, 9_999])).to.equal(1);
    expect(await queue.count()).to.deep.equal({ waiting: 2, rejected: 247 });
    expect(made.seen.taken).to.deep.equal(['waiting', 'removed']);
  });

  it('is run by one process: another one waits for it, and says so once', async () => {
    made.seen.held = true;
    const said: string[] = [];
    const running = queue.run({
      connect: () => Promise.reject(new TypeError('none')),
      onPause: ({ code }) => said.push(code),
    });
    while (pauses < 5) await timers.delay(0, undefined);
    await queue.close();
    expect(await withinTurns(running)).to.deep.equal({ recorded: 0, present: 0, rejected: 0 });
    expect(said).to.deep.equal(['STORE_LEASED']);
    expect(made.seen).to.include({ closed: 1, released: 0 });
  });

  it('connects until it succeeds, says why it does not, and ends with its signal', async () => {
    const said: string[] = [];
    const end = new AbortController();
    let attempts = 0;
    const connect = (): Promise<KonttiClient> => {
      attempts += 1;
      if (attempts === 3) end.abort();
      return Promise.reject(createError('UNREACHABLE'));
    };
    await withinTurns(queue.run({ connect, signal: end.signal, onPause: ({ code }) => said.push(code) }));
    expect([attempts, said]).to.deep.equal([3, ['UNREACHABLE', 'UNREACHABLE', 'UNREACHABLE']]);
    expect(made.seen).to.include({ closed: 0, released: 1 });
  });

  it('is closed when it is disposed of', async () => {
    await queue[Symbol.asyncDispose]();
    expect(made.seen.closed).to.equal(1);
  });

  it('refuses options and rows by name', async () => {
    const many = Array.from({ length: QUEUE_ROWS_MAX + 1 }, () => row(1));
    const options = { store: made.store, signerOf };
    const open = (change: object) => () => openReadingQueue({ ...options, ...change } as QueueOptions);
    const connect = () => Promise.reject(new TypeError('none'));
    const cases: readonly (readonly [() => unknown, string])[] = [
      [open({ store: undefined }), 'store'],
      [open({ signerOf: undefined }), 'signerOf'],
      [open({ readingsMax: 0 }), 'readingsMax'],
      [open({ bytesMax: 0 }), 'bytesMax'],
      [open({ ageMs: 0 }), 'ageMs'],
      [open({ aheadMs: -1 }), 'aheadMs'],
      [open({ jumpMs: 0 }), 'jumpMs'],
      [open({ timers: {} }), 'timers.nowMs'],
      [open({ age: 5 }), 'age'],
      [() => queue.add([]), 'rows'],
      [() => queue.add(many), 'rows'],
      [() => queue.add(['row'] as never), 'rows[0]'],
      [() => queue.reject([]), 'rows'],
      [() => queue.retry([]), 'sequences'],
      [() => queue.drop([0]), 'sequences[0]'],
      [() => queue.run({} as never), 'connect'],
      [() => queue.run({ connect, signal: true } as never), 'signal'],
      [() => queue.run({ connect, onPause: 'log' } as never), 'onPause'],
    ];
    for (const [call, option] of cases) {
      expect(await failureOf(call)).to.equal(`OPTIONS_INVALID ${option}`);
    }
  });
});
