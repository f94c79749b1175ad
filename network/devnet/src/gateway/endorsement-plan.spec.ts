import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import type { Endorser } from '../peer/types';
import { createChannelPolicies, textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import {
  type TestChannel,
  createTestCollection,
  createTestDefinition,
  openTestChannel,
  testChaincode,
  testChannelId,
} from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import { type PlanContext, endorsementLayouts } from './endorsement-plan';

interface Call {
  readonly collection?: string;
  readonly keyPolicies?: readonly string[];
  readonly disregard?: boolean;
  readonly reads?: boolean;
}

function interestOf(...calls: readonly Call[]): peer.ChaincodeInterest {
  const interest = new peer.ChaincodeInterest();
  for (const { collection, keyPolicies = [], disregard = false, reads = false } of calls) {
    const call = new peer.ChaincodeCall();
    call.setName(testChaincode);
    call.setKeyPoliciesList(keyPolicies.map(textToSignaturePolicy));
    call.setDisregardNamespacePolicy(disregard);
    call.setNoPrivateReads(!reads);
    if (collection !== undefined) call.addCollectionNames(collection);
    interest.addChaincodes(call);
  }
  return interest;
}

describe('the endorsement plan', () => {
  const mspIds = ['F', 'A', 'R', 'C'];
  let companies: TestCompany[];
  let opened: TestChannel;
  const collections = [
    createTestCollection({ name: 'seal_F', members: "OR('F.member')", policy: "OR('F.peer')" }),
    createTestCollection({ name: 'shared', members: "OR('F.member', 'A.member')" }),
  ];

  before(async () => {
    companies = await Promise.all(mspIds.map(createTestCompany));
    opened = await openTestChannel({ companies });
  });

  const contextOf = (options: { policy?: string; installed?: readonly string[] } = {}): PlanContext => {
    const { mspManager, ledger } = opened;
    const { policy, installed = mspIds } = options;
    const definition: ChaincodeDefinition = createTestDefinition({
      collections,
      ...(policy === undefined ? {} : { policy }),
    });
    const endorserOf = (mspId: string): Endorser => ({
      mspId,
      address: mspId,
      processProposal: () => Promise.reject(new Error('is not asked')),
      hasChaincode: () => Promise.resolve(installed.includes(mspId)),
    });
    return {
      mspId: 'C',
      channel: {
        channelId: testChannelId,
        ledger,
        mspManager,
        policies: createChannelPolicies({ mspManager, applicationMspIds: mspIds }),
        definition: (name) => Promise.resolve(name === testChaincode ? definition : undefined),
      },
      endorsers: new Map(mspIds.map((mspId) => [mspId, endorserOf(mspId)])),
      peerIdentity(mspId) {
        const company = companies.find((candidate) => candidate.mspId === mspId);
        return mspManager.deserialize(company?.peer.serialized ?? new Uint8Array());
      },
    };
  };

  const plan = async (context: PlanContext, ...calls: readonly Call[]): Promise<string[]> => {
    const layouts = await endorsementLayouts({ context, interest: interestOf(...calls) });
    return layouts.map((layout) => layout.join('+'));
  };

  const refusal = async (context: PlanContext, ...calls: readonly Call[]): Promise<string> => {
    try {
      await plan(context, ...calls);
    } catch (error) {
      expect(error).to.have.property('code', 'ENDORSEMENT_IMPOSSIBLE');
      return error instanceof Error ? error.message : '';
    }
    throw new Error('there is a plan');
  };

  it('prefers the own company, then few companies, then their names', async () => {
    const policy = "OR(AND('R.peer', 'C.peer', 'A.peer'), 'R.peer', AND('F.peer', 'C.peer'), 'A.peer')";
    expect(await plan(contextOf({ policy }), {})).to.deep.equal(['C+F', 'A+C+R', 'A', 'R']);
    expect(await plan(contextOf(), {})).to.deep.equal(['A+C+F', 'A+C+R', 'C+F+R', 'A+F+R']);
  });

  it('asks two peers of a company that merged policies name twice, as discovery does', async () => {
    const keyPolicies = ["AND('F.peer', OR('F.peer', 'R.peer'))"];
    expect(await refusal(contextOf(), { keyPolicies }, { collection: 'seal_F' })).to.equal(
      'no peer combination can satisfy the endorsement policy',
    );
    const turned = ["AND('F.peer', OR('R.peer', 'F.peer'))"];
    expect(await plan(contextOf(), { keyPolicies: turned }, { collection: 'seal_F' })).to.deep.equal([
      'C+F+R',
      'A+F+R',
    ]);
  });

  it('asks the policies of keys alone where no other counts', async () => {
    const keyPolicies = ["OR('A.peer')", "OR('A.peer', 'R.peer')"];
    expect(await plan(contextOf(), { keyPolicies, disregard: true })).to.deep.equal(['A']);
  });

  it('asks the members of a collection where its values are read', async () => {
    const policy = "OR('F.peer', 'R.peer')";
    expect(await plan(contextOf({ policy }), { collection: 'shared' })).to.deep.equal(['F', 'R']);
    expect(await plan(contextOf({ policy }), { collection: 'shared', reads: true })).to.deep.equal(['F']);
    expect(await plan(contextOf(), { collection: '_implicit_org_A', reads: true })).to.deep.equal(['A']);
  });

  it('distinguishes a policy without peers from peers without the chaincode', async () => {
    const policy = "AND('F.peer', 'R.peer')";
    expect(await refusal(contextOf({ policy, installed: ['F'] }), {})).to.equal(
      'required chaincodes are not installed on sufficient peers',
    );
    expect(await refusal(contextOf({ policy: "OR('A.admin')" }), {})).to.equal(
      'no peer combination can satisfy the endorsement policy',
    );
    expect(await refusal(contextOf({ policy: "OutOf(0, 'A.peer')" }), {})).to.equal(
      'endorsement policy cannot be satisfied',
    );
  });

  it('is empty where one peer would have to sign under two principals', async () => {
    expect(await plan(contextOf({ policy: "AND('F.peer', 'F.member')" }), {})).to.deep.equal([]);
  });

  it('finds none for a key whose principal cannot be compared', async () => {
    const interest = interestOf({ disregard: true, keyPolicies: ["OR('A.peer')"] });
    const [envelope] = interest.getChaincodesList()[0]?.getKeyPoliciesList() ?? [];
    envelope?.getIdentitiesList()[0]?.setPrincipalClassification(3);
    expect(envelope).to.be.instanceOf(common.SignaturePolicyEnvelope);
    const refused = await endorsementLayouts({ context: contextOf(), interest }).catch((e: unknown) => e);
    expect(refused).to.have.property('code', 'ENDORSEMENT_IMPOSSIBLE');
  });
});
