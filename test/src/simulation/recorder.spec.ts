import { expect } from 'chai';
import type { QueueStore } from '@kontti/client-sdk';
import { runRecorderSimulation, type RecorderRunOptions } from './recorder-run';
import { runMany, type Played } from './run-many';

const CRASH_POINTS = 1_000;
const CRASHES_OF_RUN = 5;

/** Says that rows are on disk before they are. */
function hurryAdds(store: QueueStore): QueueStore {
  return {
    ...store,
    add: (rows) => {
      store.add(rows).catch(() => undefined);
      return Promise.resolve();
    },
  };
}

describe('a queue of readings in simulation', () => {
  const firstSeed = Number(process.env['SEED'] ?? 1);

  const playMany = (spoil?: RecorderRunOptions['spoil']): Promise<Played> =>
    runMany({
      firstSeed,
      crashes: CRASH_POINTS,
      play: (seed) => runRecorderSimulation({ seed, crashes: CRASHES_OF_RUN, spoil }),
    });

  it(`loses nothing and records nothing twice over ${CRASH_POINTS} crash points, seed ${firstSeed}`, async () => {
    const { violations, crashes } = await playMany();
    expect(violations).to.deep.equal([]);
    expect(crashes).to.be.at.least(CRASH_POINTS);
  });

  it('finds a store that says too early that rows are on disk', async () => {
    const { violations } = await playMany(hurryAdds);
    expect(violations.join()).to.match(/are lost/);
  });
});
