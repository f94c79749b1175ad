import { findFabricBinaries } from '@kontti/fabric-runner';
import { expect } from 'chai';
import { recordedVersions } from '../conformance/vectors';
import { differentialLimits } from './limits';
import { playMany } from './play-many';
import { readRecorded, toRecorded, type RecordedHistories, type RecordedOutcome } from './recorded';
import { runDifferential } from './run';
import { startDifferentialStage } from './start-stage';

/** Starting peers takes seconds. */
const liveTimeoutMs = 300_000;

/** Plays what was recorded on a devnet, at the same heights and under the same keys. */
async function replay(recorded: RecordedHistories): Promise<unknown> {
  const { seed, lanes } = recorded;
  await using network = await startDifferentialStage({ engine: 'devnet', lanes });
  const outcomes = await playMany({ network, histories: recorded.histories.length, seed, lanes });
  return JSON.parse(JSON.stringify(outcomes.map(toRecorded)));
}

describe('differential: histories that Fabric played', () => {
  const [followed, ...others] = recordedVersions;

  it(`end on the devnet as they did on Fabric ${followed}`, async () => {
    const recorded = readRecorded(followed);
    expect(recorded?.histories.length).to.be.at.least(differentialLimits.lanes);
    if (recorded === undefined) return;
    const outcomes = (await replay(recorded)) as RecordedOutcome[];
    outcomes.forEach((outcome, index) => {
      // The digests do not say what differs: `npm run differential -- --seed N --histories 1` does.
      expect(outcome, `seed ${recorded.seed + index}`).to.deep.equal(recorded.histories[index]);
    });
  });

  for (const version of others) {
    it(`were the same on Fabric ${version}`, () => {
      expect(readRecorded(version)?.histories).to.deep.equal(readRecorded(followed)?.histories);
    });
  }

  it('end on the devnet as on the peers that are here', async function () {
    this.timeout(liveTimeoutMs);
    if (process.env['FABRIC_BIN'] === undefined) {
      this.skip();
    }
    await findFabricBinaries(process.env);
    const lanes = 8;
    await using fabric = await startDifferentialStage({ engine: 'fabric', lanes });
    await using devnet = await startDifferentialStage({ engine: 'devnet', lanes });
    const report = await runDifferential({ stages: { devnet, fabric }, histories: lanes, seed: 1, lanes });
    expect(report.differing).to.deep.equal([]);
    expect(report.codes['VALID']).to.be.above(0);
  });
});
