import { expect } from 'chai';
import { runConsumeSimulation } from './consume-run';
import { runMany, type Played } from './run-many';

const KILLS = 1_000;
const KILLS_OF_RUN = 8;

describe('a consumer in simulation', () => {
  const firstSeed = Number(process.env['SEED'] ?? 1);

  const playMany = (isApart: boolean): Promise<Played> =>
    runMany({
      firstSeed,
      crashes: KILLS,
      play: (seed) => runConsumeSimulation({ seed, crashes: KILLS_OF_RUN, isApart }),
    });

  it(`has each effect exactly once over ${KILLS} kills, and puts aside what cannot be handled, seed ${firstSeed}`, async () => {
    const { violations, crashes } = await playMany(false);
    expect(violations).to.deep.equal([]);
    expect(crashes).to.be.at.least(KILLS);
  });

  it('finds effects that are not in the transaction of the position', async () => {
    const { violations } = await playMany(true);
    expect(violations.join()).to.match(/effects/);
  });
});
