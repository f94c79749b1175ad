import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import { configToCollection, parseCollectionsConfig } from './collections-config';

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof NetworkError ? error.code : String(error);
  }
}

/** The file of fabric-samples' asset-transfer-private-data. */
const sample = `[
  {"name":"assetCollection","policy":"OR('Org1MSP.member', 'Org2MSP.member')","requiredPeerCount":1,"maxPeerCount":1,
   "blockToLive":1000000,"memberOnlyRead":true,"memberOnlyWrite":true},
  {"name":"Org1MSPPrivateCollection","policy":"OR('Org1MSP.member')","requiredPeerCount":0,"maxPeerCount":1,
   "blockToLive":3,"memberOnlyRead":true,"memberOnlyWrite":false,
   "endorsementPolicy":{"signaturePolicy":"OR('Org1MSP.member')"}}
]`;

describe('collections configuration', () => {
  it('reads the file of fabric-samples', () => {
    const [shared, own] = parseCollectionsConfig(sample).map(configToCollection);
    expect(shared?.getName()).to.equal('assetCollection');
    expect(shared?.getBlockToLive()).to.equal(1_000_000);
    expect(shared?.getRequiredPeerCount()).to.equal(1);
    expect(shared?.getMemberOnlyWrite()).to.equal(true);
    expect(shared?.getEndorsementPolicy()).to.equal(undefined);
    const members = shared?.getMemberOrgsPolicy()?.getSignaturePolicy();
    expect(members?.getIdentitiesList()).to.have.length(2);
    expect(members?.getRule()?.getNOutOf()?.getN()).to.equal(1);
    const policy = own?.getEndorsementPolicy()?.getSignaturePolicy();
    const expected = textToSignaturePolicy("OR('Org1MSP.member')").serializeBinary();
    expect(policy?.serializeBinary()).to.deep.equal(expected);
  });

  it('takes the defaults of the peer command', () => {
    const collection = configToCollection({ name: 'a', policy: "OR('Org1MSP.member')" });
    expect(collection.getRequiredPeerCount()).to.equal(0);
    expect(collection.getMaximumPeerCount()).to.equal(1);
    expect(collection.getBlockToLive()).to.equal(0);
    expect(collection.getMemberOnlyRead()).to.equal(false);
  });

  it('takes a policy of the channel as endorsement policy', () => {
    const collection = configToCollection({
      name: 'a',
      policy: "OR('Org1MSP.member')",
      endorsementPolicy: { channelConfigPolicy: '/Channel/Application/Endorsement' },
    });
    expect(collection.getEndorsementPolicy()?.getChannelConfigPolicyReference()).to.equal(
      '/Channel/Application/Endorsement',
    );
  });

  it('refuses what is no such file', () => {
    const policy = `"policy":"OR('Org1MSP.member')"`;
    const cases = [
      '',
      '{}',
      '[1]',
      '[{}]',
      `[{"name":"a"}]`,
      `[{${policy}}]`,
      `[{"name":1,${policy}}]`,
      `[{"name":"a",${policy},"blocksToLive":1}]`,
      `[{"name":"a",${policy},"blockToLive":"1"}]`,
      `[{"name":"a",${policy},"memberOnlyRead":1}]`,
      `[{"name":"a",${policy},"endorsementPolicy":"OR('Org1MSP.member')"}]`,
      `[{"name":"a",${policy},"endorsementPolicy":{"policy":"OR('Org1MSP.member')"}}]`,
    ];
    for (const text of cases) {
      expect(
        codeOf(() => parseCollectionsConfig(text)),
        text,
      ).to.equal('COLLECTION_INVALID');
    }
  });

  it('refuses counts out of range and policies that are none', () => {
    const good = { name: 'a', policy: "OR('Org1MSP.member')" };
    expect(codeOf(() => configToCollection({ ...good, requiredPeerCount: -1 }))).to.equal(
      'COLLECTION_INVALID',
    );
    expect(codeOf(() => configToCollection({ ...good, maxPeerCount: 2 ** 31 }))).to.equal(
      'COLLECTION_INVALID',
    );
    expect(codeOf(() => configToCollection({ ...good, blockToLive: -1 }))).to.equal('COLLECTION_INVALID');
    expect(codeOf(() => configToCollection({ ...good, policy: 'NOBODY(' }))).to.equal('POLICY_INVALID');
    const both = { signaturePolicy: good.policy, channelConfigPolicy: '/Channel/Application/Endorsement' };
    expect(codeOf(() => configToCollection({ ...good, endorsementPolicy: both }))).to.equal('POLICY_INVALID');
  });
});
