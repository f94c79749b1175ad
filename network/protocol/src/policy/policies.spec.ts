import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createMspManager } from '../msp/msp-manager';
import type { MspManager } from '../msp/types';
import type { Signer } from '../signatures/signer';
import { type TestCompany, createTestCompany } from '../testing/test-company';
import { createChannelPolicies } from './channel-policies';
import { textToSignaturePolicy } from './policy-text';
import { createSignaturePolicy } from './signature-policy';
import { verifySignedData } from './signed-data';

describe('policies', () => {
  let companies: TestCompany[];
  let mspManager: MspManager;
  const mspIds = ['A', 'B', 'C'];

  before(async () => {
    companies = await Promise.all(mspIds.map(createTestCompany));
    mspManager = createMspManager({ configs: companies.map(({ authority }) => authority.mspConfig) });
  });

  const company = (mspId: string): TestCompany => {
    const found = companies.find((candidate) => candidate.mspId === mspId);
    if (!found) throw new Error(`There is no ${mspId}.`);
    return found;
  };

  const sign = (...signers: readonly Signer[]) => {
    const message = Buffer.from('message');
    const signedData = signers.map((signer) => ({
      identity: signer.serialized,
      message,
      signature: signer.sign(message),
    }));
    return verifySignedData({ signedData, mspManager });
  };

  const create = (text: string) =>
    createSignaturePolicy({ envelopeBytes: textToSignaturePolicy(text).serializeBinary(), mspManager });

  const holds = (text: string, ...signers: readonly Signer[]) => create(text).isSatisfiedBy(sign(...signers));

  it('count gates', () => {
    const [a, b, c] = [company('A').peer, company('B').peer, company('C').peer];
    expect(holds("OR('A.peer', 'B.peer')", b)).to.equal(true);
    expect(holds("OR('A.peer', 'B.peer')", c)).to.equal(false);
    expect(holds("AND('A.peer', 'B.peer')", a)).to.equal(false);
    expect(holds("AND('A.peer', 'B.peer')", b, a)).to.equal(true);
    expect(holds("OutOf(2, 'A.peer', 'B.peer', 'C.peer')", a, c)).to.equal(true);
    expect(holds("OutOf(0, 'A.peer')")).to.equal(true);
    expect(holds("OutOf(2, 'A.peer')", a)).to.equal(false);
  });

  it('use each signature once', async () => {
    const a = company('A');
    const second = await a.issue('peer');
    expect(holds("AND('A.peer', 'A.peer')", a.peer, a.peer)).to.equal(false);
    expect(holds("AND('A.peer', 'A.member')", a.peer)).to.equal(false);
    expect(holds("AND('A.peer', 'A.peer')", a.peer, second)).to.equal(true);
  });

  it("assign signatures greedily in the rules' order, as Fabric does", () => {
    const [a, b] = [company('A').peer, company('B').peer];
    expect(holds("AND(OR('A.peer', 'B.peer'), 'A.peer')", a, b)).to.equal(false);
    expect(holds("AND('A.peer', OR('A.peer', 'B.peer'))", a, b)).to.equal(true);
  });

  it('give back the signatures of a gate that failed', () => {
    const [a, b] = [company('A').peer, company('B').peer];
    expect(holds("OR(AND('A.peer', 'C.peer'), AND('A.peer', 'B.peer'))", a, b)).to.equal(true);
  });

  it('drop signatures that are wrong, doubled or unknown', () => {
    const message = Buffer.from('message');
    const { peer: signer } = company('A');
    const identity = signer.serialized;
    const identities = verifySignedData({
      signedData: [
        { identity, message, signature: signer.sign(Buffer.from('other')) },
        { identity, message, signature: signer.sign(message) },
        { identity, message, signature: signer.sign(message) },
        { identity: Buffer.of(0xff), message, signature: signer.sign(message) },
      ],
      mspManager,
    });
    expect(identities.map(({ mspId }) => mspId)).to.deep.equal(['A']);
  });

  it('are refused when they are malformed', () => {
    const envelope = textToSignaturePolicy("OR('A.peer')");
    envelope.setIdentitiesList([]);
    const empty = new common.SignaturePolicyEnvelope();
    for (const envelopeBytes of [Buffer.of(0xff), empty.serializeBinary(), envelope.serializeBinary()]) {
      expect(() => createSignaturePolicy({ envelopeBytes, mspManager }))
        .to.throw()
        .with.property('code', 'POLICY_INVALID');
    }
  });

  describe('of the channel', () => {
    const path = (name: string) => `/Channel/Application/${name}`;

    it('ask any company, or a majority', () => {
      const policies = createChannelPolicies({ mspManager });
      const check = (name: string, ...signers: readonly Signer[]) =>
        policies.policy(path(name))?.isSatisfiedBy(sign(...signers));
      const [a, b, c] = [company('A'), company('B'), company('C')];
      expect(check('Readers', a.peer)).to.equal(true);
      expect(check('Writers', a.peer)).to.equal(false);
      expect(check('Writers', c.client)).to.equal(true);
      expect(check('Admins', a.admin)).to.equal(false);
      expect(check('Admins', a.admin, b.admin)).to.equal(true);
      expect(check('Endorsement', a.peer, a.client, b.client)).to.equal(false);
      expect(check('Endorsement', a.peer, c.peer)).to.equal(true);
      expect(check('A/Endorsement', b.peer)).to.equal(false);
      expect(policies.policy(path('Unknown'))).to.equal(undefined);
    });

    it('may ask all companies for the lifecycle', () => {
      const policies = createChannelPolicies({
        mspManager,
        lifecycleEndorsement: "AND('A.peer', 'B.peer', 'C.peer')",
      });
      const policy = policies.policy(path('LifecycleEndorsement'));
      expect(policy?.isSatisfiedBy(sign(...companies.map(({ peer }) => peer)))).to.equal(true);
      expect(policy?.isSatisfiedBy(sign(company('A').peer, company('B').peer))).to.equal(false);
    });

    it('count only the companies of the application', () => {
      const policies = createChannelPolicies({ mspManager, applicationMspIds: ['A'] });
      expect(policies.policy(path('Endorsement'))?.isSatisfiedBy(sign(company('A').peer))).to.equal(true);
      expect(policies.policy(path('Readers'))?.isSatisfiedBy(sign(company('B').client))).to.equal(false);
    });

    it('are what an application policy is or refers to', () => {
      const policies = createChannelPolicies({ mspManager });
      const reference = new peer.ApplicationPolicy();
      reference.setChannelConfigPolicyReference(path('Endorsement'));
      expect(policies.applicationPolicyToPolicy(reference.serializeBinary())).to.equal(
        policies.policy(path('Endorsement')),
      );
      const signature = new peer.ApplicationPolicy();
      signature.setSignaturePolicy(textToSignaturePolicy("OR('B.peer')"));
      const policy = policies.applicationPolicyToPolicy(signature.serializeBinary());
      expect(policy.isSatisfiedBy(sign(company('B').peer))).to.equal(true);
      expect(policies.applicationPolicyToText(signature.serializeBinary())).to.equal("OR('B.peer')");
      reference.setChannelConfigPolicyReference('/Channel/Nowhere');
      for (const bytes of [reference.serializeBinary(), new Uint8Array(), Buffer.of(0xff)]) {
        expect(() => policies.applicationPolicyToPolicy(bytes))
          .to.throw()
          .with.property('code', 'POLICY_INVALID');
      }
    });
  });
});
