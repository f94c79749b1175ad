import { describeOnSqlite } from '@kontti/store/testing/sqlite-driver';
import { expect } from 'chai';
import { runProjectionSimulation } from './projection-run';
import { runMany, type Played } from './run-many';

const KILLS = 1_000;
const KILLS_OF_RUN = 10;

describeOnSqlite('a projection in simulation', () => {
  const firstSeed = Number(process.env['SEED'] ?? 1);

  const playMany = (isApart: boolean): Promise<Played> =>
    runMany({
      firstSeed,
      crashes: KILLS,
      play: (seed) => runProjectionSimulation({ seed, crashes: KILLS_OF_RUN, isApart }),
    });

  it(`has every table after ${KILLS} kills as without one, seed ${firstSeed}`, async () => {
    const { violations, crashes } = await playMany(false);
    expect(violations).to.deep.equal([]);
    expect(crashes).to.be.at.least(KILLS);
  });

  it('finds rows that are not in the transaction of the position', async () => {
    const { violations } = await playMany(true);
    expect(violations.join()).to.match(/table \w+ is not as without/);
  });
});
