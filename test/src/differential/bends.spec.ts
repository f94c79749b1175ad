import { common } from '@hyperledger/fabric-protos';
import { createCompanyAuthority } from '@kontti/fabric-protocol/certificates';
import { createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import { createTestTransaction } from '@kontti/fabric-protocol/testing/test-transaction';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { forgeReadWriteSet } from '../conformance/read-write-set';
import { bendEnvelope, bendNames } from './bends';
import { openEnvelope, sealEnvelope } from './open-envelope';

describe('bent envelopes', () => {
  let creator: Signer;
  let peer: Signer;
  let otherPeer: Signer;
  let envelope: common.Envelope;

  before(async () => {
    const clock = { nowMs: () => Date.now() };
    const issue = async (mspId: string, role: 'client' | 'peer'): Promise<Signer> => {
      const options = { mspId, domain: 'org.example.com', clock, randomBytes };
      const authority = await createCompanyAuthority(options);
      return createSigner(await authority.issueIdentity({ commonName: role, role }));
    };
    creator = await issue('Org1MSP', 'client');
    [peer, otherPeer] = [await issue('Org1MSP', 'peer'), await issue('Org2MSP', 'peer')];
    const results = forgeReadWriteSet(
      ['keeper', 'second'].map((namespace) => ({ namespace, reads: [['r', 3, 1]], writes: [['k', 'v']] })),
    );
    const { bytes } = createTestTransaction({
      ...{ channelId: 'mychannel', chaincodeName: 'keeper', creator, results },
      endorsers: [peer, otherPeer],
    });
    envelope = common.Envelope.deserializeBinary(bytes);
  });

  it('are the same to the byte when nothing is bent', () => {
    const sealed = sealEnvelope(openEnvelope(envelope), creator);
    expect(Buffer.from(sealed.getPayload_asU8())).to.deep.equal(Buffer.from(envelope.getPayload_asU8()));
  });

  it('differ from what they were, each from the others, and leave it alone', () => {
    const before = Buffer.from(envelope.serializeBinary());
    const bent = bendNames.map((name) => {
      const result = bendEnvelope(envelope, name, { creator, endorsers: [peer] });
      return Buffer.from(name === 'signature' ? result.serializeBinary() : result.getPayload_asU8()).toString(
        'hex',
      );
    });
    expect(new Set([before.toString('hex'), ...bent]).size).to.equal(bendNames.length + 1);
    expect(Buffer.from(envelope.serializeBinary())).to.deep.equal(before);
  });
});
