import { expect } from 'chai';
import { play } from './play';
import { RECORDS } from './records';

const seed = Number(process.env['SEED'] ?? 20261129);

describe(`records, whatever companies keep and say of them (seed ${seed})`, () => {
  it('add up after every run', async () => {
    const { commands, accepted, violations } = await play(RECORDS, { runs: 60, seed });
    console.log(`      ${commands} commands, ${accepted} accepted`);
    expect(violations).to.deep.equal([]);
    expect(accepted).to.be.greaterThan(10);
  });

  it('would not, if all that companies seal were believed', async () => {
    const { violations } = await play(RECORDS, { runs: 60, seed, trustsAll: true });
    expect(violations).not.to.deep.equal([]);
  });
});
