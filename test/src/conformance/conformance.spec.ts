import { findFabricBinaries } from '@kontti/fabric-runner';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { describeOnNetwork, engine, stateDatabaseOfRun, type StateDatabase } from '../engine/engine';
import { divergences, versionDifferences } from './divergences';
import { groups } from './groups';
import { playGroup, type Played } from './play';
import type { ScenarioGroup } from './scenario';
import { couchdbVersion, readVectors, recordedVersions, type Vectors } from './vectors';

const { TxValidationCode } = peer;

/** What an honest orderer lets through; docs/validation-codes.md says why the others are not among them. */
const reachableCodes: ReadonlySet<number> = new Set([
  TxValidationCode.VALID,
  TxValidationCode.BAD_COMMON_HEADER,
  TxValidationCode.INVALID_ENDORSER_TRANSACTION,
  TxValidationCode.BAD_PROPOSAL_TXID,
  TxValidationCode.DUPLICATE_TXID,
  TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
  TxValidationCode.MVCC_READ_CONFLICT,
  TxValidationCode.PHANTOM_READ_CONFLICT,
  TxValidationCode.BAD_HEADER_EXTENSION,
  TxValidationCode.BAD_RESPONSE_PAYLOAD,
  TxValidationCode.BAD_RWSET,
  TxValidationCode.ILLEGAL_WRITESET,
  TxValidationCode.INVALID_CHAINCODE,
  TxValidationCode.INVALID_OTHER_REASON,
]);

/** Starting peers and letting them find one another takes seconds. */
const groupTimeoutMs = 300_000;

/** The version whose vectors count: that of the peers under test, or the one that the devnet follows. */
async function versionUnderTest(): Promise<string> {
  return engine === 'fabric' ? (await findFabricBinaries(process.env)).version : recordedVersions[0];
}

interface Run {
  readonly group: ScenarioGroup;
  readonly stateDatabase: StateDatabase;
}

/** Each group on the database of this run; on the devnet also on the other one, where answers are others there. */
function runsOf(group: ScenarioGroup): readonly Run[] {
  if (group.stateDatabase !== undefined) return [{ group, stateDatabase: group.stateDatabase }];
  const usual = { group, stateDatabase: stateDatabaseOfRun };
  const others = Object.keys(readVectors(couchdbVersion(recordedVersions[0]), group.name));
  const isBoth = engine === 'devnet' && stateDatabaseOfRun === 'leveldb' && others.length > 0;
  return isBoth ? [usual, { group, stateDatabase: 'couchdb' }] : [usual];
}

function expectedOf(version: string, { group, stateDatabase }: Run): Vectors {
  const usual = readVectors(version, group.name);
  return stateDatabase === 'couchdb'
    ? { ...usual, ...readVectors(couchdbVersion(version), group.name) }
    : usual;
}

for (const run of groups.flatMap(runsOf)) {
  const { group, stateDatabase } = run;
  const suite = (): void => {
    let played: ReadonlyMap<string, Played>;
    let vectors: Vectors;

    before(async function () {
      this.timeout(groupTimeoutMs);
      // Fabric's peers need a CouchDB to start.
      if (engine === 'fabric' && stateDatabase === 'couchdb' && process.env['COUCHDB_BIN'] === undefined) {
        this.skip();
      }
      const version = await versionUnderTest();
      vectors = expectedOf(version, run);
      expect(vectors, `vectors of ${version}`).to.have.all.keys(group.scenarios.map(({ name }) => name));
      played = await playGroup({ group, stateDatabase });
    });

    for (const { name } of group.scenarios) {
      it(name, () => {
        const result = played.get(name);
        if (result === undefined || 'error' in result) {
          throw result?.error ?? new Error('was not played');
        }
        const divergence = engine === 'devnet' ? divergences[name] : undefined;
        if (divergence === undefined) {
          expect(result.observation).to.deep.equal(vectors[name]);
        } else {
          expect(result.observation, divergence.reason).to.deep.equal(divergence.devnet);
          expect(result.observation, 'a divergence that is none').not.to.deep.equal(vectors[name]);
        }
      });
    }
  };
  const ownNetwork = 'its vectors name the blocks and three companies of a network of its own';
  const database = stateDatabase === 'couchdb' ? ', state in CouchDB' : '';
  describeOnNetwork(`conformance: ${group.name}${database}`, suite, { ownNetwork });
}

describe('vectors of Fabric', () => {
  it('name each scenario once', () => {
    const names = groups.flatMap(({ scenarios }) => scenarios.map(({ name }) => name));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
  });

  it('state no divergence of a scenario that there is not', () => {
    const names = groups.flatMap(({ scenarios }) => scenarios.map(({ name }) => name));
    expect(names).to.include.members(Object.keys(divergences));
  });

  for (const version of recordedVersions) {
    it(`hold every code that a client can provoke, as docs/validation-codes.md says (${version})`, () => {
      const codes = Object.values(readVectors(version, 'validation-codes'))
        .flat(2)
        .filter((code) => typeof code === 'number');
      expect([...new Set(codes)]).to.have.members([...reachableCodes]);
    });
  }

  const [followed, ...others] = recordedVersions;
  for (const version of others) {
    it(`differ between ${version} and ${followed} only where that is stated`, () => {
      const differing = (stateDatabase: StateDatabase): readonly string[] =>
        groups.flatMap((group) => {
          const [ours, theirs] = [followed, version].map((each) =>
            expectedOf(each, { group, stateDatabase }),
          );
          return group.scenarios
            .map(({ name }) => name)
            .filter((name) => JSON.stringify(ours?.[name]) !== JSON.stringify(theirs?.[name]));
        });
      const stated = versionDifferences[version].flatMap(({ scenarios }) => scenarios);
      expect(differing('leveldb')).to.have.members(stated);
      expect(differing('couchdb'), 'with CouchDB').to.have.members(stated);
    });
  }
});
