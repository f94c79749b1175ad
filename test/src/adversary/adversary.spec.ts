import { expect } from 'chai';
import { runAdversary } from './adversary';
import { startDevnetStage } from './devnet-stage';
import { startMemoryStage } from './memory-stage';

const seed = Number(process.env['SEED'] ?? 20261129);

describe(`a simulated adversary (seed ${seed})`, function () {
  this.timeout(600_000);

  it('makes the honest company read or see nothing that it did not vouch for, on a ledger in memory', async () => {
    await using stage = await startMemoryStage();
    const { violations, valid } = await runAdversary(stage, { forgeries: 1000, seed });
    expect(violations).to.deep.equal([]);
    expect(valid).to.be.greaterThan(200);
  });

  it('does so on the devnet', async () => {
    await using stage = await startDevnetStage();
    const { violations } = await runAdversary(stage, { forgeries: 100, seed, forgeriesPerCheck: 50 });
    expect(violations).to.deep.equal([]);
  });

  it('is found out where there is a hole: when anybody can write a company’s seals', async () => {
    await using stage = await startMemoryStage({ isOpen: true });
    const { violations } = await runAdversary(stage, { forgeries: 4000, seed });
    expect(violations.some((each) => each.startsWith('proven, never vouched for'))).to.equal(true);
  });
});
