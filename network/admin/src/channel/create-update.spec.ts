import { common, orderer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import {
  codeThrownBy,
  createTestConfiguration,
  type TestConfiguration,
  updateOf,
} from '../testing/test-configuration';
import { configToBatch, setBatch } from './change-batch';
import { removeCompany, setAnchors } from './change-companies';
import { configToChannelGroup } from './channel-client';
import {
  cloneGroup,
  readConfigValue,
  requireGroup,
  setConfigValue,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';
import { createChannelUpdate } from './create-update';
import { setGovernance } from './governance';

const three = ['Org1MSP', 'Org2MSP', 'Org3MSP'];

describe('an update of a configuration', () => {
  let channel: TestConfiguration;

  before(async () => {
    channel = await createTestConfiguration({ mspIds: three, governance: 'majority' });
  });

  it('names only what changes, with the next version', async () => {
    const { update } = await updateOf(channel, (group) => {
      setBatch(group, { messagesMax: 11 });
    });
    const read = update.getReadSet()?.getGroupsMap().get('Orderer');
    const write = update.getWriteSet()?.getGroupsMap().get('Orderer');
    expect(read?.toObject()).to.deep.equal(new common.ConfigGroup().toObject());
    const names: string[] = [];
    write?.getValuesMap().forEach((value, name) => {
      names.push(`${name} ${value.getVersion()}`);
      expect(orderer.BatchSize.deserializeBinary(value.getValue_asU8()).getMaxMessageCount()).to.equal(11);
    });
    expect(names).to.deep.equal(['BatchSize 1']);
    expect([write?.getVersion(), write?.getModPolicy()]).to.deep.equal([0, '']);
  });

  it('names every member of a group that somebody leaves', async () => {
    const { update } = await updateOf(channel, (group) => {
      removeCompany(group, 'Org2MSP');
    });
    const write = update.getWriteSet()?.getGroupsMap().get('Application');
    expect(write?.getVersion()).to.equal(1);
    expect([...(write?.getGroupsMap().keys() ?? [])]).to.deep.equal(['Org1MSP', 'Org3MSP']);
    expect([...(write?.getPoliciesMap().keys() ?? [])].toSorted()).to.include.members([
      'Admins',
      'Endorsement',
    ]);
  });

  it('is none when nothing changes', async () => {
    const { channelId, config } = channel;
    const change = (group: ConfigGroup): void => {
      setBatch(group, { messagesMax: 10 });
      setGovernance(group, 'majority');
    };
    expect(await createChannelUpdate({ channelId, config, change })).to.equal(undefined);
  });

  it('sets the timeout that counts where orderers agree by BFT', () => {
    const group = cloneGroup(configToChannelGroup(channel.config));
    const consensus = new orderer.ConsensusType();
    consensus.setType('BFT');
    const options = new orderer.smartbft.Options();
    options.setRequestBatchMaxInterval('50ms');
    options.setRequestPoolSize(7);
    consensus.setMetadata(options.serializeBinary());
    const ordering = requireGroup(group, 'Orderer');
    setConfigValue(ordering, 'ConsensusType', consensus);
    expect(configToBatch(group).timeoutMs).to.equal(50);
    setBatch(group, { timeoutMs: 70 });
    expect(configToBatch(group).timeoutMs).to.equal(70);
    const after = readConfigValue(ordering, 'ConsensusType', orderer.ConsensusType);
    const kept = orderer.smartbft.Options.deserializeBinary(after?.getMetadata_asU8() ?? new Uint8Array());
    expect([kept.getRequestBatchMaxInterval(), kept.getRequestPoolSize()]).to.deep.equal(['70ms', 7]);
  });

  it('refuses settings that cannot be', () => {
    const group = configToChannelGroup(channel.config).clone();
    expect(codeThrownBy(() => setBatch(group, { messagesMax: 0 }))).to.equal('CHANNEL_SETTING_INVALID');
    const tooMuch = { preferredBytesMax: 2_000, absoluteBytesMax: 1_000 };
    expect(codeThrownBy(() => setBatch(group, tooMuch))).to.equal('CHANNEL_SETTING_INVALID');
    expect(codeThrownBy(() => setAnchors(group, { mspId: 'Org1MSP', anchors: ['nowhere'] }))).to.equal(
      'CHANNEL_SETTING_INVALID',
    );
    expect(codeThrownBy(() => removeCompany(group, 'Org9MSP'))).to.equal('COMPANY_UNKNOWN');
  });
});
