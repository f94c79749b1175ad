import { expect } from 'chai';
import type { KonttiClient } from '../client';
import { createError, KonttiError } from '../errors';
import { OUTBOX_DELAY_MS, OUTBOX_DELAY_MS_MAX, OUTBOX_POLL_MS } from '../limits';
import { withinTurns } from '../testing/within-turns';
import { isReopening, runLeased } from './run-leased';
import type { LeasedWork } from './run-leased';

interface Lease {
  release(): Promise<void>;
}

type Step<T> = () => T | Promise<T>;

const held: Step<undefined> = () => undefined;
const fail = (code: 'STORE_BUSY' | 'UNREACHABLE' | 'STORE_LEASE_LOST' | 'CLIENT_CLOSED'): Step<never> => {
  return () => {
    throw createError(code);
  };
};

/** Runs with one answer a question; once the last one is given the signal aborts. */
async function run(script: {
  readonly leases?: readonly Step<'free' | undefined>[];
  readonly connects?: readonly Step<'client'>[];
  readonly works?: readonly Step<void>[];
  readonly release?: () => Promise<void>;
  readonly isAborted?: boolean;
}) {
  const ends = new AbortController();
  if (script.isAborted === true) ends.abort();
  const seen = { pauses: [] as number[], said: [] as string[], released: 0, closed: 0, worked: 0 };
  const left = {
    leases: [...(script.leases ?? [])],
    connects: [...(script.connects ?? [])],
    works: [...(script.works ?? [() => undefined])],
  };
  const lease: Lease = {
    release: () => {
      seen.released += 1;
      return script.release?.() ?? Promise.resolve();
    },
  };
  const client = { close: () => void (seen.closed += 1) } as unknown as KonttiClient;
  const options: LeasedWork<Lease> = {
    store: { lease: async () => ((await (left.leases.shift() ?? (() => 'free'))()) ? lease : undefined) },
    connect: async () => {
      await left.connects.shift()?.();
      return client;
    },
    work: async () => {
      seen.worked += 1;
      const work = left.works.shift();
      if (left.works.length === 0) ends.abort();
      await work?.();
    },
    timers: {
      nowMs: () => 0,
      random: () => 1,
      delay: (delayMs) => Promise.resolve(void seen.pauses.push(delayMs)),
    },
    signal: ends.signal,
    onPause: ({ code }) => void seen.said.push(code),
  };
  const failure: unknown = await withinTurns(runLeased(options)).catch((error: unknown) => error);
  return { ...seen, failure, ends };
}

describe('work that one process does at a time', () => {
  it('is done with a lease and a client, which are given back', async () => {
    const { failure, ...seen } = await run({});
    expect(failure).to.equal(undefined);
    expect(seen).to.deep.include({ pauses: [], said: [], released: 1, closed: 1, worked: 1 });
    const aborted = await run({ isAborted: true });
    expect(aborted).to.deep.include({ pauses: [], said: [], released: 0, worked: 0 });
  });

  it('waits for another process, says so once, and again when that happens later', async () => {
    const again = await run({
      leases: [held, held, held, () => 'free', held],
      works: [fail('STORE_LEASE_LOST'), () => undefined],
    });
    expect(again.said).to.deep.equal(['STORE_LEASED', 'STORE_LEASE_LOST', 'STORE_LEASED']);
    expect(again.pauses).to.deep.equal(Array.from({ length: 4 }, () => OUTBOX_POLL_MS));
    expect(again).to.include({ released: 2, closed: 2, worked: 2 });
  });

  it('tries to get lease and client with pauses that grow, and says each time why', async () => {
    const busy = Array.from({ length: 8 }, () => fail('STORE_BUSY'));
    const { pauses, said, worked } = await run({
      leases: busy,
      connects: [fail('UNREACHABLE'), fail('UNREACHABLE')],
    });
    const doubled = [1, 2, 4, 8, 16, 32].map((times) => times * OUTBOX_DELAY_MS);
    expect(pauses.slice(0, 8)).to.deep.equal([...doubled, OUTBOX_DELAY_MS_MAX, OUTBOX_DELAY_MS_MAX]);
    expect(pauses.slice(8)).to.deep.equal([OUTBOX_DELAY_MS, 2 * OUTBOX_DELAY_MS]);
    expect(said).to.deep.equal([...busy.map(() => 'STORE_BUSY'), 'UNREACHABLE', 'UNREACHABLE']);
    expect(worked).to.equal(1);
  });

  it('is opened anew when the lease or the client is gone, and ends with any other fault', async () => {
    const { said, released, closed } = await run({
      works: [fail('STORE_LEASE_LOST'), fail('CLIENT_CLOSED'), () => undefined],
      release: () => Promise.reject(createError('STORE_LEASE_LOST')),
    });
    expect(said).to.deep.equal(['STORE_LEASE_LOST', 'CLIENT_CLOSED']);
    expect([released, closed]).to.deep.equal([3, 3]);
    const broken = await run({ works: [fail('STORE_BUSY'), () => undefined] });
    expect(broken.failure).to.be.instanceOf(KonttiError).with.property('code', 'STORE_BUSY');
    expect(broken).to.deep.include({ released: 1, closed: 1, said: [] });
    expect(isReopening(new TypeError('STORE_LEASE_LOST'))).to.equal(false);
  });

  it('says nothing of another process once it is to end, and needs no client then', async () => {
    const ends = new AbortController();
    const said: string[] = [];
    let connected = 0;
    let released = 0;
    const options: LeasedWork<Lease> = {
      store: {
        lease: () => {
          ends.abort();
          return Promise.resolve(undefined);
        },
      },
      connect: () => Promise.reject(new TypeError(`${(connected += 1)}`)),
      work: () => Promise.resolve(),
      timers: { nowMs: () => 0, random: () => 0, delay: () => Promise.resolve() },
      signal: ends.signal,
      onPause: ({ code }) => void said.push(code),
    };
    await withinTurns(runLeased(options));
    const late = new AbortController();
    const release = (): Promise<void> => Promise.resolve(void (released += 1));
    await withinTurns(
      runLeased({
        ...options,
        signal: late.signal,
        store: { lease: () => Promise.resolve({ release }) },
        onPause: () => late.abort(),
      }),
    );
    expect([said, connected, released]).to.deep.equal([[], 1, 1]);
  });
});
