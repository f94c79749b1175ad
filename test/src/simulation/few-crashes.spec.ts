import { describeOnSqlite } from '@kontti/store/testing/sqlite-driver';
import { expect } from 'chai';
import { runConsumeSimulation } from './consume-run';
import { runOutboxSimulation } from './outbox-run';
import { runProjectionSimulation } from './projection-run';
import { runRecorderSimulation } from './recorder-run';

const RUNS = 10;

/** So few that each mutant of the code can be run through them. */
describe('a few crashes in simulation', () => {
  const first = Number(process.env['SEED'] ?? 1);
  const seeds = Array.from({ length: RUNS }, (_, run) => first + run);

  const violationsOf = async (
    run: (seed: number) => Promise<{ readonly violations: readonly string[] }>,
  ): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const seed of seeds) {
      const { violations } = await run(seed);
      found.push(...violations.map((violation) => `seed ${seed}: ${violation}`));
    }
    return found;
  };

  it('leave each effect of a consumer there exactly once', async () => {
    const run = (seed: number) => runConsumeSimulation({ seed, crashes: 4, isApart: false });
    expect(await violationsOf(run)).to.deep.equal([]);
  });

  it('leave each row of an outbox recorded exactly once', async () => {
    const run = (seed: number) => runOutboxSimulation({ seed, crashes: 4 });
    expect(await violationsOf(run)).to.deep.equal([]);
  });

  it('leave each row of a queue of readings recorded exactly once', async () => {
    const run = (seed: number) => runRecorderSimulation({ seed, crashes: 4 });
    expect(await violationsOf(run)).to.deep.equal([]);
  });
  describeOnSqlite('of a projection', () => {
    it('leave every table as without one', async () => {
      const run = (seed: number) => runProjectionSimulation({ seed, crashes: 4 });
      expect(await violationsOf(run)).to.deep.equal([]);
    });
  });
});
