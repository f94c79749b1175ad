import { expect } from 'chai';
import { runConsumeSimulation } from './consume-run';

const KILLS = 1_000;
const KILLS_OF_RUN = 8;

async function runMany(options: { readonly seed: number; readonly isApart: boolean }): Promise<{
  readonly violations: readonly string[];
  readonly kills: number;
}> {
  let kills = 0;
  for (let seed = options.seed; kills < KILLS; seed += 1) {
    const { isApart } = options;
    const result = await runConsumeSimulation({ seed, kills: KILLS_OF_RUN, isApart });
    kills += result.kills;
    if (result.violations.length > 0) {
      return { violations: result.violations.map((violation) => `seed ${seed}: ${violation}`), kills };
    }
  }
  return { violations: [], kills };
}

describe('a consumer in simulation', () => {
  const seed = Number(process.env['SEED'] ?? 1);

  it(`has each effect exactly once over ${KILLS} kills, and puts aside what cannot be handled, seed ${seed}`, async () => {
    const { violations, kills } = await runMany({ seed, isApart: false });
    expect(violations).to.deep.equal([]);
    expect(kills).to.be.at.least(KILLS);
  });

  it('finds effects that are not in the transaction of the position', async () => {
    const { violations } = await runMany({ seed, isApart: true });
    expect(violations.join()).to.match(/effects/);
  });
});
