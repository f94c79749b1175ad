import { expect } from 'chai';
import type { KonttiClient } from '../client';
import { createError } from '../errors';
import type { KonttiEvent } from '../events/domain-event';
import { CONSUMER_DELAY_MS, CONSUMER_DELAY_MS_MAX, HANDLER_ATTEMPTS } from '../limits';
import { ConsumerDisk } from '../testing/memory-consumer-store';
import type { MemoryTransaction } from '../testing/memory-consumer-store';
import { withinTurns } from '../testing/within-turns';
import { consume } from './consume';
import type { ConsumeOptions } from './consume-options';
import type { ConsumerStep, ConsumerStore } from './store';

const NOW_MS = 5_000;
const positionOf = (block: number, event = 0): string => `${'a'.repeat(16)}:${block}.0.${event}`;
const eventAt = (block: number, event = 0): object => ({
  ...{
    id: `${block}.${event}`,
    position: positionOf(block, event),
    type: 'company.places',
    key: 'places/A/x',
  },
  ...{ vouchers: ['A'], body: {} },
});

/** How a stream ends: by itself, by the signal, or with a failure. */
type End = 'ends' | 'aborts' | Error;

interface Stream {
  readonly blocks?: readonly (readonly object[])[];
  readonly end: End;
}

/** Consumes streams one after the other; what is beyond the script fails for good. */
async function run(
  streams: readonly (Stream | Error)[],
  options: Partial<ConsumeOptions<MemoryTransaction>> = {},
  disk = new ConsumerDisk(),
) {
  const ends = new AbortController();
  const seen = {
    disk,
    steps: [] as string[],
    delays: [] as number[],
    said: [] as string[],
    stages: [] as string[],
    opened: [] as object[],
    consumers: new Set<string>(),
    counted: [] as unknown[],
    closed: 0,
  };
  const left = [...streams];
  const lasting = createError('POSITION_OF_OTHER_LEDGER');
  const from = async (): Promise<KonttiClient> => {
    const stream = left.shift() ?? lasting;
    if (stream instanceof Error) throw stream;
    async function* events(opened: { readonly onBlock: (position: string) => Promise<void> }) {
      seen.opened.push(opened);
      if (stream instanceof Error) return;
      for (const [block, found] of (stream.blocks ?? []).entries()) {
        yield* found;
        await opened.onBlock(positionOf(block, 999));
      }
      if (stream.end === 'aborts') ends.abort();
      if (stream.end instanceof Error) throw await Promise.resolve(stream.end);
    }
    return { events, close: () => (seen.closed += 1) } as unknown as KonttiClient;
  };
  const stored = seen.disk.open();
  const store: ConsumerStore<MemoryTransaction> = {
    ...stored,
    state: (consumer) => {
      seen.consumers.add(consumer);
      return stored.state(consumer);
    },
    countAttempt: (consumer, position) => {
      seen.counted.push(position);
      return stored.countAttempt(consumer, position);
    },
    advance: (step: ConsumerStep<MemoryTransaction>) => {
      seen.consumers.add(step.consumer);
      seen.steps.push(step.to);
      return stored.advance(step);
    },
  };
  const consuming = consume<MemoryTransaction>({
    ...{ from, store, signal: ends.signal },
    handler: (event, transaction) => transaction.write(event.id),
    timers: {
      nowMs: () => NOW_MS,
      random: () => 1,
      delay: async (delayMs) => {
        seen.delays.push(delayMs);
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    onPause: ({ code, stage }) => {
      seen.said.push(code);
      seen.stages.push(stage);
    },
    ...options,
  });
  const failure: unknown = await withinTurns(consuming).catch((error: unknown) => error);
  return { ...seen, failure, lasting, ends };
}

const lost = (): Error => createError('EVENTS_INTERRUPTED');

describe('a consumer that goes on by itself', () => {
  it('pauses longer with each failure, within a bound, and begins anew once it handled something', async () => {
    const failures = Array.from({ length: 9 }, () => ({ end: lost() }));
    const { delays, closed } = await run([
      ...failures,
      { blocks: [[eventAt(0)]], end: lost() },
      ...failures.slice(7),
    ]);
    const doubled = [1, 2, 4, 8, 16, 32, 64, 128].map((times) => times * CONSUMER_DELAY_MS);
    expect(delays.slice(0, 9)).to.deep.equal([...doubled, CONSUMER_DELAY_MS_MAX]);
    expect(delays.slice(9)).to.deep.equal([1, 2, 4].map((times) => times * CONSUMER_DELAY_MS));
    expect(closed).to.equal(12);
  });

  it('says why it pauses, also where a stream just ends, and not where another process was faster', async () => {
    const moved = createError('CONSUMER_MOVED');
    const { said, stages, delays, failure, lasting } = await run([
      { end: 'ends' },
      createError('UNREACHABLE', { stage: 'connect' }),
      { end: moved },
    ]);
    expect(said).to.deep.equal(['EVENTS_INTERRUPTED', 'UNREACHABLE']);
    expect(stages).to.deep.equal(['events', 'connect']);
    expect(delays).to.have.length(3);
    expect(failure).to.equal(lasting);
  });

  it('needs no signal, and nobody whom it tells of pauses', async () => {
    const { failure, lasting } = await run([{ end: lost() }], {
      signal: undefined,
      onPause: undefined,
    } as never);
    expect(failure).to.equal(lasting);
  });

  it('ends with its signal, also where its clients fail by then', async () => {
    const { failure, said, delays, closed } = await run([{ blocks: [[]], end: 'aborts' }]);
    expect([failure, said, delays, closed]).to.deep.equal([undefined, [], [], 1]);
    const ends = new AbortController();
    ends.abort();
    expect((await run([], { signal: ends.signal })).failure).to.equal(undefined);
  });
});

describe('the way of a consumer', () => {
  it('begins with the first block, under the usual name, unless it is asked for others', async () => {
    const usual = await run([{ end: 'aborts' }]);
    expect(usual.opened[0]).to.include({ fromBlock: 0 });
    expect(usual.opened[0]).to.not.have.any.keys('onUnproven', 'after');
    expect([...usual.consumers]).to.deep.equal(['default']);
    const onUnproven = (): void => undefined;
    const other = await run([{ blocks: [[eventAt(0)]], end: 'aborts' }], {
      name: 'erp',
      fromBlock: 7n,
      onUnproven,
    });
    expect(other.opened[0]).to.include({ fromBlock: 7n, onUnproven });
    expect([...other.consumers]).to.deep.equal(['erp']);
  });

  it('finishes the event that is being handled, and begins no other', async () => {
    const ends = new AbortController();
    for (const together of [1, 2]) {
      const { disk } = await run([{ blocks: [[eventAt(0), eventAt(0, 1), eventAt(0, 2)]], end: 'ends' }], {
        ...{ signal: ends.signal, together },
        handler: (event, transaction) => {
          ends.abort();
          transaction.write(event.id);
        },
      });
      expect(disk.effects, String(together)).to.deep.equal(together === 1 ? ['0.0'] : []);
    }
  });

  it('counts a try of its first event alone, before it begins', async () => {
    for (const together of [1, 3]) {
      const { counted, disk } = await run(
        [
          { blocks: [[eventAt(0), eventAt(0, 1)], [eventAt(1)]], end: lost() },
          { blocks: [], end: 'aborts' },
        ],
        { together },
      );
      expect(counted, String(together)).to.deep.equal([undefined]);
      expect(disk.effects).to.deep.equal(['0.0', '0.1', '1.0']);
    }
  });

  it('handles what waits for its block to be complete when the stream ends', async () => {
    async function* events(): AsyncGenerator<object> {
      yield await Promise.resolve(eventAt(0));
    }
    const client = { events, close: () => undefined } as unknown as KonttiClient;
    const clients = [client];
    const from = (): Promise<KonttiClient> =>
      Promise.resolve(clients.shift() ?? Promise.reject(createError('POSITION_OF_OTHER_LEDGER')));
    expect((await run([], { from, together: 5 })).disk.effects).to.deep.equal(['0.0']);
  });

  it('tries an event again after pauses that double, and puts it aside after the usual number of tries', async () => {
    const letters: unknown[] = [];
    const poison = new Error('poison');
    const { delays, disk } = await run([{ blocks: [[eventAt(0)]], end: 'aborts' }], {
      handler: () => {
        throw poison;
      },
      onDeadLetter: (event: KonttiEvent, reason: unknown) => letters.push([event.id, reason]),
    });
    expect(delays).to.deep.equal([1, 2, 4, 8].map((times) => times * CONSUMER_DELAY_MS));
    expect(delays).to.have.length(HANDLER_ATTEMPTS - 1);
    expect(letters).to.deep.equal([['0.0', poison]]);
    expect(disk.letters[0]).to.include({ addedMs: NOW_MS, reason: 'poison', position: positionOf(0) });
  });

  it('puts aside what a handler throws whatever it is, and stops trying when it is to end', async () => {
    const { disk } = await run([{ blocks: [[eventAt(0)]], end: 'aborts' }], {
      attempts: 1,
      handler: () => Promise.reject('a text' as never),
    });
    expect(disk.letters[0]).to.include({ reason: 'a text' });
    const ends = new AbortController();
    let tries = 0;
    const ended = await run([{ blocks: [[eventAt(0), eventAt(0, 1)]], end: 'ends' }], {
      signal: ends.signal,
      handler: () => {
        tries += 1;
        ends.abort();
        throw new Error('poison');
      },
    });
    expect([tries, ended.disk.letters, ended.disk.state.position]).to.deep.equal([1, [], undefined]);
  });

  it('has a fault of the store for no fault of the events that are handled together', async () => {
    let isLocked = true;
    const { disk, said } = await run(
      [
        { blocks: [[eventAt(0), eventAt(0, 1)]], end: 'ends' },
        { blocks: [[eventAt(0), eventAt(0, 1)]], end: 'aborts' },
      ],
      {
        ...{ attempts: 1, together: 2 },
        handler: (event, transaction) => {
          if (isLocked) {
            isLocked = false;
            throw createError('STORE_BUSY');
          }
          transaction.write(event.id);
        },
      },
    );
    expect([disk.effects, disk.letters, said]).to.deep.equal([['0.0', '0.1'], [], ['STORE_BUSY']]);
  });

  it('handles an event alone that earlier processes did not get past, and counts their tries', async () => {
    const blocks = [[eventAt(0), eventAt(0, 1), eventAt(0, 2)]];
    const left = new ConsumerDisk();
    left.state = { position: undefined, attempts: 2 };
    const { steps, counted } = await run([{ blocks, end: 'aborts' }], { together: 3 }, left);
    expect(steps).to.deep.equal([positionOf(0), positionOf(0, 2)]);
    expect([left.effects, counted]).to.deep.equal([['0.0', '0.1', '0.2'], [undefined]]);
    const tried: string[] = [];
    const poisoned = new ConsumerDisk();
    poisoned.state = { position: undefined, attempts: 2 };
    const handler = ({ id }: KonttiEvent): void => {
      tried.push(id);
      throw new Error('poison');
    };
    await run([{ blocks: [[eventAt(0)]], end: 'aborts' }], { handler, attempts: 4 }, poisoned);
    expect([tried, poisoned.letters.length]).to.deep.equal([['0.0', '0.0'], 1]);
  });
});
