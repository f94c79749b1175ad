import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { definitionToText } from './definition-text';

const base: ChaincodeDefinition = {
  ...{ name: 'basic', version: '1.0', sequence: 1, initRequired: false, collections: [] },
  ...{ endorsementPlugin: 'escc', validationPlugin: 'vscc', validationParameter: policyBytes('AMSP') },
};

function policyBytes(mspId: string): Uint8Array {
  const policy = new peer.ApplicationPolicy();
  policy.setSignaturePolicy(textToSignaturePolicy(`OR('${mspId}.peer')`));
  return policy.serializeBinary();
}

function collection(change: (made: peer.StaticCollectionConfig) => void): Partial<ChaincodeDefinition> {
  const members = new peer.CollectionPolicyConfig();
  members.setSignaturePolicy(textToSignaturePolicy("OR('AMSP.member')"));
  const made = new peer.StaticCollectionConfig();
  made.setName('shared');
  made.setMemberOrgsPolicy(members);
  change(made);
  return { collections: [made] };
}

describe('what commands print of a definition', () => {
  it('differs when anything in it does', () => {
    const endorsement = peer.ApplicationPolicy.deserializeBinary(policyBytes('BMSP'));
    const variants: readonly Partial<ChaincodeDefinition>[] = [
      ...[{}, { name: 'other' }, { version: '2.0' }, { sequence: 2 }, { initRequired: true }],
      ...[{ endorsementPlugin: 'own' }, { validationPlugin: 'own' }],
      { validationParameter: policyBytes('BMSP') },
      collection(() => undefined),
      collection((made) => made.setName('other')),
      collection((made) => made.setBlockToLive(3)),
      collection((made) => made.setMemberOnlyRead(true)),
      collection((made) => made.setMemberOnlyWrite(true)),
      collection((made) => made.setRequiredPeerCount(1)),
      collection((made) => made.setMaximumPeerCount(2)),
      collection((made) => made.setEndorsementPolicy(endorsement)),
    ];
    const texts = variants.map((variant) => definitionToText({ ...base, ...variant }));
    expect(new Set(texts).size).to.equal(variants.length);
  });
});
