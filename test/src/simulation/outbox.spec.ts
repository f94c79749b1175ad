import { expect } from 'chai';
import type { OutboxRow, OutboxStore } from '@kontti/client-sdk';
import { runOutboxSimulation, type OutboxRunOptions } from './outbox-run';
import { runMany, type Played } from './run-many';

const CRASH_POINTS = 1_000;
const CRASHES_OF_RUN = 5;

/** The store's own calls, of which a defect replaces some. */
function delegate(store: OutboxStore): OutboxStore {
  return {
    add: (rows) => store.add(rows),
    find: (id) => store.find(id),
    list: (selection) => store.list(selection),
    count: () => store.count(),
    write: (changes) => store.write(changes),
    close: () => store.close(),
    lease: () => store.lease(),
  };
}

/** Forgets what was signed, so that it is proposed anew while its outcome is unknown. */
function forgetEnvelopes(store: OutboxStore): OutboxStore {
  return {
    ...delegate(store),
    lease: async () => {
      const lease = await store.lease();
      return (
        lease && { ...lease, due: async (selection) => (await lease.due(selection)).map(withoutEnvelope) }
      );
    },
  };
}

/** Says that a transaction is on disk before it is. */
function hurryWrites(store: OutboxStore): OutboxStore {
  return {
    ...delegate(store),
    lease: async () => {
      const lease = await store.lease();
      return (
        lease && {
          ...lease,
          write: (changes) => {
            lease.write(changes).catch(() => undefined);
            return Promise.resolve(changes.map(() => true));
          },
        }
      );
    },
  };
}

function withoutEnvelope(row: OutboxRow): OutboxRow {
  return { ...row, progress: { ...row.progress, envelope: undefined } };
}

describe('an outbox in simulation', () => {
  const firstSeed = Number(process.env['SEED'] ?? 1);

  const playMany = (spoil?: OutboxRunOptions['spoil']): Promise<Played> =>
    runMany({
      firstSeed,
      crashes: CRASH_POINTS,
      play: (seed) => runOutboxSimulation({ seed, crashes: CRASHES_OF_RUN, spoil }),
    });

  it(`loses nothing and records nothing twice over ${CRASH_POINTS} crash points, seed ${firstSeed}`, async () => {
    const { violations, crashes } = await playMany();
    expect(violations).to.deep.equal([]);
    expect(crashes).to.be.at.least(CRASH_POINTS);
  });

  it('finds a store that says too early that a transaction is on disk', async () => {
    const { violations } = await playMany(hurryWrites);
    expect(violations.join()).to.match(/is recorded (?:[2-9]|[1-9]\d+) times/);
  });

  it('finds an outbox that forgets what it signed', async () => {
    const { violations } = await playMany(forgetEnvelopes);
    expect(violations.join()).to.match(/is recorded (?:[2-9]|[1-9]\d+) times/);
  });
});
