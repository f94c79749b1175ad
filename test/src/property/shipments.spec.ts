import { expect } from 'chai';
import { play } from './play';
import { SHIPMENTS } from './shipments';

const seed = Number(process.env['SEED'] ?? 20261129);

describe(`shipments, whatever happens to them (seed ${seed})`, () => {
  it('have one title, and are delivered only after its surrender', async () => {
    const { commands, accepted, violations } = await play(SHIPMENTS, { runs: 60, seed });
    console.log(`      ${commands} commands, ${accepted} accepted`);
    expect(violations).to.deep.equal([]);
    expect(accepted).to.be.greaterThan(10);
  });

  it('would not, if all that companies seal were believed', async () => {
    const { violations } = await play(SHIPMENTS, { runs: 200, seed, trustsAll: true });
    expect(violations).not.to.deep.equal([]);
  });
});
