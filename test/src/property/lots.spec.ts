import { expect } from 'chai';
import { LOTS } from './lots';
import { play } from './play';

const seed = Number(process.env['SEED'] ?? 20261129);

describe(`lots, whatever happens to them (seed ${seed})`, () => {
  it('add up after every run', async () => {
    const { commands, accepted, violations } = await play(LOTS, { runs: 40, seed });
    console.log(`      ${commands} commands, ${accepted} accepted`);
    expect(violations).to.deep.equal([]);
    expect(accepted).to.be.greaterThan(10);
  });

  it('would not, if all that companies seal were believed', async () => {
    const { violations } = await play(LOTS, { runs: 40, seed, trustsAll: true });
    expect(violations).not.to.deep.equal([]);
  });
});
