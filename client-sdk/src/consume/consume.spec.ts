import { expect } from 'chai';
import type { KonttiClient } from '../client';
import type { KonttiError } from '../errors';
import { createError } from '../errors';
import type { KonttiEvent } from '../events/domain-event';
import type { Timers } from '../gateway/timers';
import { SILENT_BLOCKS_MAX, SILENT_MS_MAX } from '../limits';
import { ConsumerDisk } from '../testing/memory-consumer-store';
import type { MemoryTransaction } from '../testing/memory-consumer-store';
import { withinTurns } from '../testing/within-turns';
import { consume } from './consume';
import type { ConsumeOptions } from './consume-options';

const positionOf = (block: number, event = 0): string => `${'a'.repeat(16)}:${block}.0.${event}`;

interface EventOptions {
  readonly after?: string;
  readonly fromBlock?: bigint | number;
  readonly onBlock: (position: string) => Promise<void>;
}

describe('consume', () => {
  let disk: ConsumerDisk;
  let ends: AbortController;
  let nowMs: number;
  let opened: EventOptions[];
  let paused: string[];

  beforeEach(() => {
    disk = new ConsumerDisk();
    ends = new AbortController();
    nowMs = 1_000_000;
    opened = [];
    paused = [];
  });

  const timers: Timers = {
    nowMs: () => nowMs,
    random: () => 1,
    delay: () => new Promise((resolve) => setImmediate(resolve)),
  };

  /** A client whose stream has these blocks, and then ends the consuming or fails. */
  function clientOf(blocks: readonly (readonly object[])[], failure?: KonttiError): KonttiClient {
    async function* events(options: EventOptions): AsyncGenerator<object> {
      opened.push(options);
      for (const [block, found] of blocks.entries()) {
        yield* found;
        await options.onBlock(positionOf(block, 999));
      }
      if (failure === undefined) ends.abort();
      else throw await Promise.resolve(failure);
    }
    return { events, close: () => undefined } as unknown as KonttiClient;
  }

  const eventAt = (block: number, event = 0, more = {}): object => ({
    ...{
      id: `${block}.${event}`,
      position: positionOf(block, event),
      type: 'company.places',
      key: 'places/A/x',
    },
    ...{ vouchers: ['A'], body: { amount: 1n }, ...more },
  });

  async function run(options: Partial<ConsumeOptions<MemoryTransaction>>): Promise<void> {
    const consuming = consume<MemoryTransaction>({
      store: disk.open(),
      handler: (event, transaction) => transaction.write(event.id),
      from: () => Promise.resolve(clientOf([])),
      signal: ends.signal,
      timers,
      onPause: ({ code }) => paused.push(code),
      ...options,
    });
    await withinTurns(consuming);
  }

  it('handles what it is asked for, and goes on behind it', async () => {
    const blocks = [[eventAt(0), eventAt(0, 1, { vouchers: ['B'] })], [], [eventAt(2)]];
    await run({ from: () => Promise.resolve(clientOf(blocks)), filter: { companies: ['A'] }, fromBlock: 3 });
    expect(disk.effects).to.deep.equal(['0.0', '2.0']);
    expect(disk.state.position).to.equal(positionOf(2));
    expect(opened[0]).to.include({ fromBlock: 3 });
    ends = new AbortController();
    await run({});
    expect(opened[1]).to.include({ after: positionOf(2) });
    expect(opened[1]).to.not.have.property('fromBlock');
  });

  it('keeps its position where blocks have nothing for it, by their number and by time', async () => {
    const silent = Array.from({ length: SILENT_BLOCKS_MAX + 5 }, () => [] as object[]);
    await run({ from: () => Promise.resolve(clientOf(silent)) });
    expect(disk.state.position).to.equal(positionOf(SILENT_BLOCKS_MAX - 1, 999));
    ends = new AbortController();
    disk = new ConsumerDisk();
    const slow = [[], [eventAt(1, 0, { vouchers: ['B'] })], []];
    const seen: unknown[] = [];
    const client = clientOf(slow);
    const events = client.events.bind(client) as unknown as (
      options: EventOptions,
    ) => AsyncGenerator<KonttiEvent>;
    const timed = (options: EventOptions): AsyncGenerator<KonttiEvent> =>
      events({
        ...options,
        onBlock: async (position) => {
          nowMs += SILENT_MS_MAX / 2;
          await options.onBlock(position);
          seen.push(disk.state.position);
        },
      });
    const from = (): Promise<KonttiClient> => Promise.resolve({ ...client, events: timed as never });
    await run({ from, filter: { companies: ['A'] } });
    expect(seen).to.deep.equal([undefined, positionOf(1, 999), positionOf(1, 999)]);
  });

  it('puts aside what cannot be handled, after a number of tries', async () => {
    const tried: string[] = [];
    const letters: string[] = [];
    await run({
      from: () => Promise.resolve(clientOf([[eventAt(0), eventAt(0, 1)]])),
      attempts: 3,
      handler: (event, transaction) => {
        tried.push(event.id);
        transaction.write(event.id);
        if (event.id === '0.0') throw new Error('poison');
      },
      onDeadLetter: ({ id }) => letters.push(id),
    });
    expect(tried).to.deep.equal(['0.0', '0.0', '0.0', '0.1']);
    expect(disk.effects).to.deep.equal(['0.1']);
    expect(letters).to.deep.equal(['0.0']);
    expect(disk.letters).to.have.length(1);
    expect(disk.letters[0]).to.include({ eventId: '0.0', position: positionOf(0), reason: 'poison' });
    expect(JSON.parse(disk.letters[0]?.event ?? '')).to.deep.include({ body: { amount: '1' } });
  });

  it('handles events of a block together, and one by one where one of them fails', async () => {
    const transactions: string[][] = [];
    const store = disk.open();
    const advance: typeof store.advance = async (step) => {
      transactions.push([]);
      await store.advance(step);
    };
    const blocks = [[eventAt(0), eventAt(0, 1), eventAt(0, 2)], [eventAt(1)], [eventAt(2), eventAt(2, 1)]];
    await run({
      from: () => Promise.resolve(clientOf(blocks)),
      ...{ together: 2, attempts: 2 },
      store: Object.assign(Object.create(store) as typeof store, { advance }),
      handler: (event, transaction) => {
        transactions.at(-1)?.push(event.id);
        transaction.write(event.id);
        if (event.id === '2.1') throw new Error('poison');
      },
    });
    const handled = transactions.filter((ids) => ids.length > 0);
    expect(handled.slice(0, 4)).to.deep.equal([['0.0', '0.1'], ['0.2'], ['1.0'], ['2.0', '2.1']]);
    expect(handled.slice(4)).to.deep.equal([['2.0'], ['2.1'], ['2.1']]);
    expect(disk.effects).to.deep.equal(['0.0', '0.1', '0.2', '1.0', '2.0']);
    expect(disk.letters).to.have.length(1);
    expect(disk.state.position).to.equal(positionOf(2, 1));
  });

  it('puts aside what ended its process each time', async () => {
    disk.state = { position: undefined, attempts: 5 };
    await run({ from: () => Promise.resolve(clientOf([[eventAt(0), eventAt(0, 1)]])) });
    expect(disk.effects).to.deep.equal(['0.1']);
    expect(disk.letters[0]?.reason).to.match(/process ended/);
  });

  it('holds a fault of the store against no event', async () => {
    let isLocked = true;
    await run({
      from: () => Promise.resolve(clientOf([[eventAt(0)]], createError('EVENTS_INTERRUPTED'))),
      attempts: 1,
      handler: (event, transaction) => {
        if (isLocked) {
          isLocked = false;
          throw createError('STORE_BUSY');
        }
        transaction.write(event.id);
        ends.abort();
      },
    });
    expect(disk.effects).to.deep.equal(['0.0']);
    expect(disk.letters).to.deep.equal([]);
    expect(paused).to.deep.equal(['STORE_BUSY']);
  });

  it('connects anew after a failure and says why, but not on another ledger', async () => {
    let clients = 0;
    const from = (): Promise<KonttiClient> => {
      clients += 1;
      if (clients === 1) return Promise.reject(createError('UNREACHABLE'));
      return Promise.resolve(
        clients === 2 ? clientOf([], createError('EVENTS_INTERRUPTED')) : clientOf([[eventAt(0)]]),
      );
    };
    await run({ from });
    expect(paused).to.deep.equal(['UNREACHABLE', 'EVENTS_INTERRUPTED']);
    expect(disk.effects).to.deep.equal(['0.0']);
    ends = new AbortController();
    const other = createError('POSITION_OF_OTHER_LEDGER');
    const failure: unknown = await run({ from: () => Promise.resolve(clientOf([], other)) }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.equal(other);
  });

  it('refuses options that it does not know', async () => {
    for (const wrong of [{ attempts: 0 }, { handler: 1 }, { colour: 'red' }, { filter: { kinds: ['a'] } }]) {
      const failure: unknown = await run(wrong as never).catch((error: unknown) => error);
      expect((failure as KonttiError).code, JSON.stringify(wrong)).to.equal('OPTIONS_INVALID');
    }
  });
});
