import { findFabricBinaries } from '@kontti/network';
import { expect } from 'chai';
import { describeOnNetwork, engine } from '../engine/engine';
import { groups } from './groups';
import { playGroup, type Played } from './play';
import { readVectors, recordedVersions } from './vectors';

/** Starting peers and letting them find one another takes seconds. */
const groupTimeoutMs = 300_000;

/** The version whose vectors count: that of the peers under test, or the one that the devnet follows. */
async function versionUnderTest(): Promise<string> {
  return engine === 'fabric' ? (await findFabricBinaries(process.env)).version : recordedVersions[0];
}

for (const group of groups) {
  describeOnNetwork(`conformance: ${group.name}`, () => {
    let played: ReadonlyMap<string, Played>;
    let expected: ReturnType<typeof readVectors>;

    before(async function () {
      this.timeout(groupTimeoutMs);
      expected = readVectors(await versionUnderTest(), group.name);
      played = await playGroup({ group });
    });

    for (const { name } of group.scenarios) {
      it(name, () => {
        const result = played.get(name);
        if (result === undefined || 'error' in result) {
          throw result?.error ?? new Error('was not played');
        }
        expect(result.observation).to.deep.equal(expected[name]);
      });
    }
  });
}
