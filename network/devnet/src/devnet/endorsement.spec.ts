import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { EndorseError, StatusCode } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import { KeeperContract, LyingContract } from '../testing/keeper-contract';
import { clientOf, submitNow, textOf } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { startDevnet } from './start-devnet';
import type { Devnet } from './types';

const contracts = { contracts: [KeeperContract] };
const policyHex = (text: string): string =>
  Buffer.from(textToSignaturePolicy(text).serializeBinary()).toString('hex');

/** The companies that endorsed a prepared transaction. */
function endorsersOf(prepared: Uint8Array): string[] {
  const envelope = gateway.PreparedTransaction.deserializeBinary(prepared).getEnvelope();
  const payload = common.Payload.deserializeBinary(envelope?.getPayload_asU8() ?? new Uint8Array());
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(
    action?.getPayload_asU8() ?? new Uint8Array(),
  ).getAction();
  return (endorsed?.getEndorsementsList() ?? [])
    .map((endorsement) => /(Org\d)MSP/.exec(textOf(endorsement.getEndorser_asU8()))?.[1] ?? '')
    .sort();
}

async function refusalOf(work: Promise<unknown>): Promise<EndorseError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof EndorseError) {
      return error;
    }
    throw error;
  }
  throw new Error('was endorsed');
}

describe('endorsement by several companies', () => {
  let devnet: Devnet;
  let client: TestClient;

  before(async () => {
    devnet = await startDevnet({
      companies: [1, 2, 3].map((n) => ({ mspId: `Org${n}MSP`, domain: `org${n}.example.com` })),
    });
    await devnet.deployChaincode({
      name: 'keeper',
      contracts,
      collections: [
        { name: 'ours', policy: "OR('Org1MSP.member', 'Org2MSP.member')", memberOnlyRead: true },
        {
          name: 'seal_Org2MSP',
          policy: "OR('Org2MSP.member')",
          endorsementPolicy: { signaturePolicy: "OR('Org2MSP.peer')" },
        },
      ],
    });
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
  });

  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  const endorse = async (name: string, ...args: string[]): Promise<string[]> => {
    const transaction = await client.contract.newProposal(name, { arguments: args }).endorse();
    return endorsersOf(transaction.getBytes());
  };

  it('finds as many companies as the chaincode policy needs, the own one among them', async () => {
    const endorsers = await endorse('put', 'majority', '1');
    expect(endorsers).to.have.length(2);
    expect(endorsers).to.include('Org1');
  });

  it('finds the companies that a key-level policy needs', async () => {
    await submitNow({ devnet, client }, 'setPolicy', 'guarded', policyHex("AND('Org3MSP.peer')"));
    expect(await endorse('put', 'guarded', '1')).to.deep.equal(['Org3']);
    await submitNow(
      { devnet, client },
      'setPolicy',
      'all',
      policyHex("AND('Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')"),
    );
    expect(await endorse('put', 'all', '1')).to.deep.equal(['Org1', 'Org2', 'Org3']);
  });

  it('finds the company of a collection with an endorsement policy of its own', async () => {
    expect(await endorse('putPrivate', 'seal_Org2MSP', 'seal')).to.deep.equal(['Org2']);
  });

  it('takes the companies that the client names, and judges them at the commit', async () => {
    const { code } = await submitNow(
      { devnet, client, endorsers: ['Org1MSP'] },
      'putPrivate',
      'seal_Org2MSP',
      'forged',
    );
    expect(code).to.equal(StatusCode.ENDORSEMENT_POLICY_FAILURE);
    const own = await submitNow({ devnet, client, endorsers: ['Org3MSP'] }, 'put', 'guarded', 'x');
    expect(own.code).to.equal(StatusCode.VALID);
  });

  it('keeps private data with the members of its collection', async () => {
    const submitted = await client.contract.submitAsync('putPrivate', {
      arguments: ['ours', 'secret'],
      transientData: { value: 'for members' },
    });
    await devnet.cutBlock();
    expect((await submitted.getStatus()).code).to.equal(StatusCode.VALID);
    using member = await clientOf({ devnet, mspId: 'Org2MSP' });
    using stranger = await clientOf({ devnet, mspId: 'Org3MSP' });
    const read = async (reader: TestClient, name: string): Promise<string> =>
      textOf(await reader.contract.evaluateTransaction(name, 'ours', 'secret'));
    expect(await read(member, 'getPrivate')).to.equal('for members');
    const hash = createHash('sha256').update('for members').digest('hex');
    expect(await read(stranger, 'privateHash')).to.equal(hash);
    const refusal = await read(stranger, 'getPrivate').catch((error: unknown) => error);
    expect(refusal).to.have.property('code', status.UNKNOWN);
  });

  it('does not show transient data to companies outside of the collection', async () => {
    const proposal = client.contract.newProposal('putPrivate', {
      arguments: ['seal_Org2MSP', 'shown'],
      transientData: { value: 'for Org2' },
    });
    expect(endorsersOf((await proposal.endorse()).getBytes())).to.deep.equal(['Org2']);
    await devnet.deployChaincode({
      name: 'strict',
      contracts,
      signaturePolicy: "AND('Org1MSP.peer', 'Org3MSP.peer')",
      collections: [{ name: 'ours', policy: "OR('Org1MSP.member', 'Org2MSP.member')" }],
    });
    const strict = client.network.getContract('strict');
    const refusal = await refusalOf(
      strict.newProposal('putPrivate', { arguments: ['ours', 'a'], transientData: { value: 'b' } }).endorse(),
    );
    expect(refusal.code).to.equal(status.FAILED_PRECONDITION);
  });

  it('refuses a policy that no companies can satisfy', async () => {
    await submitNow({ devnet, client }, 'setPolicy', 'nobody', policyHex("AND('Org1MSP.admin')"));
    const refusal = await refusalOf(endorse('put', 'nobody', '1'));
    expect(refusal.code).to.equal(status.FAILED_PRECONDITION);
  });

  it('refuses answers that differ, and names who gave them', async () => {
    await devnet.deployChaincode({
      name: 'disputed',
      contracts,
      overrides: { Org2MSP: { contracts: { contracts: [LyingContract] } } },
    });
    const disputed = client.network.getContract('disputed');
    const refusal = await refusalOf(
      disputed
        .newProposal('put', { arguments: ['k', 'v'], endorsingOrganizations: ['Org1MSP', 'Org2MSP'] })
        .endorse(),
    );
    expect(refusal.code).to.equal(status.ABORTED);
    expect(refusal.details.map(({ mspId }) => mspId)).to.have.length(1);
    const honest = await disputed
      .newProposal('put', { arguments: ['k', 'v'], endorsingOrganizations: ['Org1MSP', 'Org3MSP'] })
      .endorse();
    expect(endorsersOf(honest.getBytes())).to.deep.equal(['Org1', 'Org3']);
  });

  it('refuses companies that are not there', async () => {
    const refusal = await refusalOf(
      client.contract
        .newProposal('put', { arguments: ['a', 'b'], endorsingOrganizations: ['GhostMSP'] })
        .endorse(),
    );
    expect(refusal.code).to.equal(status.UNAVAILABLE);
  });
});
