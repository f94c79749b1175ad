import { createHash } from 'node:crypto';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import { changesOf, filled, type Message } from '../testing/change-fields';
import { describeSigningRequest } from './describe-request';
import type { SignedAction } from './signing-request';

const { ApproveChaincodeDefinitionForMyOrgArgs, CommitChaincodeDefinitionArgs } = peer.lifecycle;

function applicationPolicy(): peer.ApplicationPolicy {
  const policy = new peer.ApplicationPolicy();
  policy.setSignaturePolicy(textToSignaturePolicy("OR('Org1MSP.peer')"));
  return policy;
}

function collections(): Message {
  const members = new peer.CollectionPolicyConfig();
  members.setSignaturePolicy(textToSignaturePolicy("OR('Org1MSP.member')"));
  const collection = filled(new peer.StaticCollectionConfig(), {
    ...{ Name: 'c', RequiredPeerCount: 1, MaximumPeerCount: 2, BlockToLive: 3 },
    ...{ MemberOnlyRead: true, MemberOnlyWrite: true },
    ...{ MemberOrgsPolicy: members, EndorsementPolicy: applicationPolicy() },
  });
  const config = filled(new peer.CollectionConfig(), { StaticCollectionConfig: collection });
  return filled(new peer.CollectionConfigPackage(), { ConfigList: [config] });
}

/** A definition with every field set. */
function definition(action: SignedAction): Message {
  const common_ = {
    ...{ Sequence: 1, Name: 'basic', Version: '1.0', InitRequired: true },
    ...{ EndorsementPlugin: 'escc', ValidationPlugin: 'vscc' },
    ValidationParameter: applicationPolicy().serializeBinary(),
    Collections: collections(),
  };
  if (action === 'commit') return filled(new CommitChaincodeDefinitionArgs(), common_);
  const local = filled(new peer.lifecycle.ChaincodeSource.Local(), { PackageId: 'basic:1' });
  const source = filled(new peer.lifecycle.ChaincodeSource(), { LocalPackage: local });
  return filled(new ApproveChaincodeDefinitionForMyOrgArgs(), { ...common_, Source: source });
}

/** What an admin is shown of a request that calls the lifecycle with these bytes. */
async function shown(action: SignedAction, argument: Uint8Array): Promise<string> {
  const identity = new msp.SerializedIdentity();
  identity.setMspid('Org1MSP');
  const [creator, nonce] = [identity.serializeBinary(), Buffer.from('nonce')];
  const transactionId = createHash('sha256').update(nonce).update(creator).digest('hex');
  const channelHeader = filled(new common.ChannelHeader(), { ChannelId: 'mychannel', TxId: transactionId });
  const signatureHeader = filled(new common.SignatureHeader(), { Creator: creator, Nonce: nonce });
  const header = filled(new common.Header(), {
    ChannelHeader: channelHeader.serializeBinary(),
    SignatureHeader: signatureHeader.serializeBinary(),
  });
  const called = { approve: 'ApproveChaincodeDefinitionForMyOrg', commit: 'CommitChaincodeDefinition' };
  const functionName = action === 'install' ? '' : called[action];
  const input = filled(new peer.ChaincodeInput(), { ArgsList: [Buffer.from(functionName), argument] });
  const spec = filled(new peer.ChaincodeSpec(), {
    ChaincodeId: filled(new peer.ChaincodeID(), { Name: '_lifecycle' }),
    Input: input,
  });
  const invocation = filled(new peer.ChaincodeInvocationSpec(), { ChaincodeSpec: spec });
  const payload = filled(new peer.ChaincodeProposalPayload(), { Input: invocation.serializeBinary() });
  const proposal = filled(new peer.Proposal(), {
    Header: header.serializeBinary(),
    Payload: payload.serializeBinary(),
  });
  const request = { action, step: 'proposal' as const, channelId: 'mychannel', transactionId, endorsers: [] };
  try {
    return (await describeSigningRequest({ ...request, bytes: proposal.serializeBinary() })).lines.join('\n');
  } catch (error) {
    if (error instanceof NetworkError) return `refused: ${error.message}`;
    throw error;
  }
}

describe('what an admin is shown of a definition before signing', () => {
  for (const action of ['approve', 'commit'] as const) {
    it(`differs, or is refused, when any field of what is to ${action} does`, async () => {
      const before = await shown(action, definition(action).serializeBinary());
      expect(before).not.to.include('refused');
      const changes = changesOf(definition(action), (root) => root, action);
      for (const [path, apply] of changes) {
        const changed = definition(action);
        apply(changed);
        expect(await shown(action, changed.serializeBinary()), path).not.to.equal(before);
      }
      expect(changes).to.have.length.greaterThan(20);
    });

    it(`is refused, or shown as it is, when what is to ${action} holds a field that is not known`, async () => {
      const unknownField = Buffer.from([0xba, 0x3e, 0x01, 0x78]);
      const more = Buffer.concat([definition(action).serializeBinary(), unknownField]);
      expect(await shown(action, more)).to.match(/^refused/);
      const policy = Buffer.concat([applicationPolicy().serializeBinary(), unknownField]);
      const inPolicy = filled(definition(action), { ValidationParameter: policy }).serializeBinary();
      expect(await shown(action, inPolicy))
        .to.include('not understood in whole')
        .and.include('ba3e0178');
    });
  }
});
