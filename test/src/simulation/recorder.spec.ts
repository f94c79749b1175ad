import { expect } from 'chai';
import type { QueueStore } from '@kontti/client-sdk';
import { runRecorderSimulation, type RecorderRunOptions } from './recorder-run';

const CRASH_POINTS = 1_000;
const CRASHES_OF_RUN = 5;

/** Runs until so many programs have ended before their work was done; stops at the first violation. */
async function runMany(options: { readonly seed: number; readonly spoil?: RecorderRunOptions['spoil'] }) {
  let crashes = 0;
  for (let seed = options.seed; crashes < CRASH_POINTS; seed += 1) {
    const result = await runRecorderSimulation({ ...options, seed, crashes: CRASHES_OF_RUN });
    crashes += result.crashes;
    if (result.violations.length > 0) {
      return { violations: result.violations.map((violation) => `seed ${seed}: ${violation}`), crashes };
    }
  }
  return { violations: [], crashes };
}

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
  const seed = Number(process.env['SEED'] ?? 1);

  it(`loses nothing and records nothing twice over ${CRASH_POINTS} crash points, seed ${seed}`, async () => {
    const { violations, crashes } = await runMany({ seed });
    expect(violations).to.deep.equal([]);
    expect(crashes).to.be.at.least(CRASH_POINTS);
  });

  it('finds a store that says too early that rows are on disk', async () => {
    const { violations } = await runMany({ seed, spoil: hurryAdds });
    expect(violations.join()).to.match(/are lost/);
  });
});
