import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import { createTestConfiguration } from '../testing/test-configuration';
import { createRandom, takeSeed } from '@kontti/fabric-protocol/testing/random';
import { setBatch } from './change-batch';
import { addCompany, removeCompany, setAnchors, setRevocationLists } from './change-companies';
import { configToChannelGroup } from './channel-client';
import { computeConfigUpdate } from './compute-update';
import {
  childGroups,
  cloneGroup,
  requireGroup,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';
import { setGovernance } from './governance';
import { standardNodeOus, type MspMaterial } from './msp-config';

const seed = takeSeed();
const channelId = 'mychannel';

type Change = (group: ConfigGroup) => void;

/** Each alone, and any of them together in this order: what removes a company comes last. */
function createChanges(material: MspMaterial): readonly Change[] {
  return [
    (group) => setBatch(group, { messagesMax: 77 }),
    (group) => setBatch(group, { timeoutMs: 77, preferredBytesMax: 1_000 }),
    (group) => setAnchors(group, { mspId: 'Org1MSP', anchors: ['a.example.com:1', 'b.example.com:2'] }),
    (group) => addCompany(group, { material, anchors: ['peer0.org3.example.com:3'] }),
    (group) => setGovernance(group, 'majority'),
    (group) => setRevocationLists(group, { mspId: 'Org2MSP', revocationLists: ['any text'] }),
    (group) => requireGroup(group, 'Application').getPoliciesMap().del('Readers'),
    (group) => requireGroup(group, 'Orderer').setModPolicy('/Channel/Application/Admins'),
    (group) => group.getValuesMap().get('HashingAlgorithm')?.setModPolicy('Readers'),
    (group) => group.getGroupsMap().set('Empty', new common.ConfigGroup()),
    (group) => removeCompany(group, 'Org2MSP'),
  ];
}

/** A configuration of two companies, and changes of it. */
async function createInput(): Promise<{
  readonly config: common.Config;
  readonly changes: readonly Change[];
}> {
  const mspIds = ['Org1MSP', 'Org2MSP'];
  const { config } = await createTestConfiguration({ mspIds, governance: 'unanimous' });
  const { mspConfig } = (await createTestCompany('Org3MSP')).authority;
  return { config, changes: createChanges({ ...mspConfig, nodeOus: standardNodeOus(mspConfig) }) };
}

describe('the changes that updates are made of', () => {
  it('go together, whichever are chosen', async () => {
    const { config, changes } = await createInput();
    for (const [index, first] of changes.entries()) {
      for (const second of changes.slice(index + 1)) {
        const group = cloneGroup(configToChannelGroup(config));
        first(group);
        second(group);
      }
    }
    const group = cloneGroup(configToChannelGroup(config));
    for (const change of changes) change(group);
    expect(requireGroup(group, 'Application').getGroupsMap().has('Org2MSP')).to.equal(false);
  });
});

describe("updates as Fabric's configtxlator computes them", () => {
  let directory: string | undefined;
  let translator = '';

  before(async function () {
    const folder = process.env['FABRIC_BIN'];
    if (folder === undefined) this.skip();
    translator = join(folder, 'configtxlator');
    // Releases bring it; who built the programs may have left it out.
    if (
      !(await access(translator).then(
        () => true,
        () => false,
      ))
    ) {
      this.skip();
    }
    directory = await mkdtemp(join(tmpdir(), 'kontti-update-'));
  });

  after(async () => {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  async function compute(original: ConfigGroup, updated: ConfigGroup): Promise<common.ConfigUpdate> {
    const file = (name: string): string => join(directory ?? '', name);
    const write = (name: string, group: ConfigGroup): Promise<void> => {
      const config = new common.Config();
      config.setChannelGroup(group);
      return writeFile(file(name), config.serializeBinary());
    };
    await Promise.all([write('original', original), write('updated', updated)]);
    const names = ['--original', file('original'), '--updated', file('updated'), '--output', file('update')];
    await promisify(execFile)(translator, ['compute_update', '--channel_id', channelId, ...names]);
    // Read and written again: Go orders the members of a map at random.
    return common.ConfigUpdate.deserializeBinary(await readFile(file('update')));
  }

  /** Versions as after some changes. */
  function age(group: ConfigGroup, below: (max: number) => number): void {
    group.setVersion(below(4));
    group.getValuesMap().forEach((value) => value.setVersion(below(4)));
    group.getPoliciesMap().forEach((policy) => policy.setVersion(below(4)));
    for (const child of childGroups(group).values()) age(child, below);
  }

  it(`are the same bytes (seed ${seed})`, async () => {
    const { config, changes } = await createInput();
    const below = createRandom(seed);
    for (let round = 0; round < 20; round += 1) {
      const original = cloneGroup(configToChannelGroup(config));
      age(original, below);
      const updated = cloneGroup(original);
      const chosen = changes.filter((_change, index) =>
        round < changes.length ? index === round : below(3) === 0,
      );
      for (const change of chosen) change(updated);
      const ours = computeConfigUpdate({ channelId, original, updated });
      if (ours === undefined) continue;
      const theirs = await compute(original, updated);
      expect(ours.toObject(), `round ${round}`).to.deep.equal(theirs.toObject());
      expect(Buffer.from(ours.serializeBinary())).to.deep.equal(Buffer.from(theirs.serializeBinary()));
    }
  });
});
