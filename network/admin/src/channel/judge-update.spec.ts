import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import {
  codeThrownBy,
  createTestConfiguration,
  type TestConfiguration,
  updateOf,
} from '../testing/test-configuration';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { setBatch } from './change-batch';
import { addCompany, removeCompany } from './change-companies';
import { configToChannelGroup } from './channel-client';
import { requireGroup, setMetaPolicy, type ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { signChannelUpdate } from './create-update';
import { setGovernance } from './governance';
import { judgeUpdate, type UpdateJudgement } from './judge-update';
import { standardNodeOus } from './msp-config';
import {
  channelUpdateToText,
  mergeChannelUpdates,
  parseChannelUpdate,
  type ChannelUpdate,
} from './update-file';
import { createUpdateSignature } from './update-signature';

const three = ['Org1MSP', 'Org2MSP', 'Org3MSP'];

/** Signed by anybody, also by those whose signature counts for nothing. */
function signedBy(update: ChannelUpdate, ...signers: readonly Signer[]): ChannelUpdate {
  const signatures = signers.map((signer) =>
    createUpdateSignature({ updateBytes: update.bytes, signer, nonce: randomBytes(24) }),
  );
  return { ...update, signatures: [...update.signatures, ...signatures] };
}

function judge({ config }: TestConfiguration, { update, bytes, signatures }: ChannelUpdate): UpdateJudgement {
  return judgeUpdate({
    channel: configToChannelGroup(config),
    update,
    updateBytes: bytes,
    signatures,
  });
}

describe('the judgement on an update', () => {
  let majority: TestConfiguration;
  let unanimous: TestConfiguration;

  before(async () => {
    majority = await createTestConfiguration({ mspIds: three, governance: 'majority' });
    unanimous = await createTestConfiguration({ mspIds: three, governance: 'unanimous' });
  });

  const joining = async (channel: TestConfiguration): Promise<ChannelUpdate> => {
    const { mspConfig } = (await createTestCompany('Org4MSP')).authority;
    return updateOf(channel, (group) => {
      addCompany(group, { material: { ...mspConfig, nodeOus: standardNodeOus(mspConfig) } });
    });
  };
  const admins = (channel: TestConfiguration, ...mspIds: string[]): Signer[] =>
    mspIds.map((mspId) => channel.company(mspId).admin);

  it('says whose signatures a majority lacks', async () => {
    const update = await joining(majority);
    const one = judge(majority, signedBy(update, ...admins(majority, 'Org1MSP')));
    expect(one.isComplete).to.equal(false);
    const [group] = one.changes.filter(({ action }) => action === 'changed');
    expect(group).to.deep.include({
      kind: 'group',
      path: '/Channel/Application',
      policyPath: '/Channel/Application/Admins',
      policy: 'MAJORITY Admins',
      missing: '1 of Org2MSP.admin, Org3MSP.admin',
    });
    const two = judge(majority, signedBy(update, ...admins(majority, 'Org1MSP', 'Org3MSP')));
    expect(two.isComplete).to.equal(true);
  });

  it('asks all companies where they decide unanimously: who belongs, who endorses, and who may change that', async () => {
    const application = (group: ConfigGroup): ConfigGroup => requireGroup(group, 'Application');
    const changes: readonly ((group: ConfigGroup) => void)[] = [
      (group) => {
        setGovernance(group, 'majority');
      },
      (group) => {
        const { Rule } = common.ImplicitMetaPolicy;
        setMetaPolicy(application(group), {
          name: 'LifecycleEndorsement',
          subPolicy: 'Endorsement',
          rule: Rule.ANY,
        });
      },
      (group) => {
        application(group).getPoliciesMap().del('LifecycleEndorsement');
      },
      (group) => {
        application(group).getPoliciesMap().del('LifecycleAdmins');
      },
      (group) => {
        removeCompany(group, 'Org3MSP');
      },
      (group) => {
        application(group).getValuesMap().get('Capabilities')?.setValue(new Uint8Array());
      },
      (group) => {
        application(group).setModPolicy('Admins');
      },
    ];
    for (const [index, change] of changes.entries()) {
      const update = await updateOf(unanimous, change);
      const two = judge(unanimous, signedBy(update, ...admins(unanimous, 'Org1MSP', 'Org2MSP')));
      expect(two.isComplete, String(index)).to.equal(false);
      expect(
        two.changes.map(({ missing }) => missing),
        String(index),
      ).to.include('Org3MSP.admin');
      const all = judge(unanimous, signedBy(update, ...admins(unanimous, ...three)));
      expect(all.isComplete, String(index)).to.equal(true);
    }
  });

  it('counts a company once, no clients, nobody else, and no signature of other bytes', async () => {
    const update = await joining(majority);
    const stranger = (await createTestCompany('Org2MSP')).admin;
    const { admin, client } = majority.company('Org1MSP');
    const foreign = (await createTestCompany('OtherMSP')).admin;
    const useless = [admin, client, stranger, foreign, majority.company('Org2MSP').client];
    const judged = judge(majority, signedBy(update, ...useless));
    expect(judged.isComplete).to.equal(false);
    expect(judged.signers.map(({ mspId, problem }) => [mspId, problem !== undefined])).to.deep.equal([
      ['Org1MSP', false],
      ['Org1MSP', false],
      ['Org2MSP', true],
      ['OtherMSP', true],
      ['Org2MSP', false],
    ]);
    const other = await joining(majority);
    const moved = { ...update, signatures: signedBy(other, ...admins(majority, ...three)).signatures };
    expect(judge(majority, moved).isComplete).to.equal(false);
  });

  it('names what is added, changed and taken away, and what it says from then on', async () => {
    const update = await updateOf(majority, (group) => {
      removeCompany(group, 'Org3MSP');
      requireGroup(group, 'Application').getPoliciesMap().get('Admins')?.setModPolicy('Readers');
      setBatch(group, { timeoutMs: 70 });
    });
    const { changes } = judge(majority, update);
    expect(changes.map(({ action, kind, path }) => `${action} ${kind} ${path}`).toSorted()).to.deep.equal([
      'changed group /Channel/Application',
      'changed policy /Channel/Application/Admins',
      'changed value /Channel/Orderer/BatchTimeout',
      'removed group /Channel/Application/Org3MSP',
    ]);
    const said = new Map(changes.map(({ path, to }) => [path, to]));
    expect(said.get('/Channel/Orderer/BatchTimeout')).to.deep.equal({ value: '70ms', modPolicy: 'Admins' });
    expect(said.get('/Channel/Application/Admins')).to.deep.equal({
      policy: 'MAJORITY Admins',
      modPolicy: 'Readers',
    });
    // Whatever the update is compared with: the file with an update brings the configuration along, and may lie about it.
    expect(said.get('/Channel/Application')).to.have.property('groups').that.does.not.include('Org3MSP');
  });

  it('asks who orders for how blocks are cut', async () => {
    const update = await updateOf(majority, (group) => {
      setBatch(group, { timeoutMs: 100 });
    });
    const all = judge(majority, signedBy(update, ...admins(majority, ...three)));
    expect(all.changes.map(({ missing }) => missing)).to.deep.equal(['OrdererMSP.admin']);
    expect(judge(majority, signedBy(update, majority.orderer.admin)).isComplete).to.equal(true);
  });

  it('refuses an update of a configuration that has moved on', async () => {
    const update = await joining(majority);
    const moved = common.Config.deserializeBinary(majority.config.serializeBinary());
    requireGroup(configToChannelGroup(moved), 'Application').setVersion(1);
    expect(codeThrownBy(() => judge({ ...majority, config: moved }, update))).to.equal(
      'CHANNEL_UPDATE_STALE',
    );
  });

  it('refuses names that Fabric refuses', async () => {
    for (const name of ['', '..', 'a b', '\u001b[2J', 'x'.repeat(250)]) {
      const work = updateOf(majority, (group) => {
        group.getGroupsMap().set(name, new common.ConfigGroup());
      });
      const update = await work;
      expect(codeThrownBy(() => judge(majority, update))).to.equal('CHANNEL_CONFIG_UNUSABLE');
    }
  });

  it('lets nobody sign whose signature counts for nothing', async () => {
    const update = await joining(majority);
    const { client, admin } = majority.company('Org1MSP');
    const stranger = (await createTestCompany('Org1MSP')).admin;
    for (const signer of [client, stranger, majority.orderer.admin]) {
      const work = (): unknown => signChannelUpdate(update, { signer, randomBytes });
      expect(codeThrownBy(work)).to.equal('CHANNEL_SIGNER_INVALID');
    }
    expect(signChannelUpdate(update, { signer: admin, randomBytes }).signatures).to.have.length(1);
  });
});

describe('the file of an update', () => {
  let update: ChannelUpdate;
  let channel: TestConfiguration;

  before(async () => {
    channel = await createTestConfiguration({ mspIds: three, governance: 'majority' });
    update = await updateOf(channel, (group) => {
      removeCompany(group, 'Org3MSP');
    });
  });

  const signed = (mspId: string): ChannelUpdate =>
    signChannelUpdate(update, { signer: channel.company(mspId).admin, randomBytes });

  it('is read as it was written, and joins the signatures of its copies', () => {
    const first = parseChannelUpdate(channelUpdateToText(signed('Org1MSP')));
    const second = parseChannelUpdate(channelUpdateToText(signed('Org2MSP')));
    expect(Buffer.from(first.bytes)).to.deep.equal(Buffer.from(update.bytes));
    expect(judge(channel, first).isComplete).to.equal(false);
    expect(judge(channel, mergeChannelUpdates(first, [second, first])).isComplete).to.equal(true);
    expect(mergeChannelUpdates(first, [second, first]).signatures).to.have.length(2);
  });

  it('is refused when it is another, or malformed', async () => {
    const other = await updateOf(channel, (group) => {
      removeCompany(group, 'Org2MSP');
    });
    expect(codeThrownBy(() => mergeChannelUpdates(update, [other]))).to.equal('CHANNEL_UPDATE_INVALID');
    const json = JSON.parse(channelUpdateToText(signed('Org1MSP'))) as Record<string, unknown>;
    const bent: readonly Record<string, unknown>[] = [
      { ...json, format: 'other' },
      { ...json, version: 2 },
      { ...json, channelId: 'other' },
      { ...json, update: 'AAAA' },
      { ...json, update: '' },
      { ...json, base: 'no base64' },
      { ...json, signatures: 'none' },
      { ...json, signatures: [7] },
      { ...json, comment: 'moves an anchor' },
    ];
    for (const text of ['', '7', '[]', '{', ...bent.map((one) => JSON.stringify(one))]) {
      expect(
        codeThrownBy(() => parseChannelUpdate(text)),
        text.slice(0, 60),
      ).to.equal('CHANNEL_UPDATE_INVALID');
    }
  });
});
