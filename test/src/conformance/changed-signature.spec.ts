import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { changeSignature } from './changed-signature';

const byteValues = 256;
const signatureLength = 70;

describe('a changed signature', () => {
  it('differs from what it was, whatever its bytes are, and has their number', () => {
    for (let value = 0; value < byteValues; value += 1) {
      for (const signed of [new common.Envelope(), new peer.Endorsement(), new peer.SignedProposal()]) {
        const signature = Buffer.alloc(signatureLength, value);
        signed.setSignature(signature);
        changeSignature(signed);
        const changed = Buffer.from(signed.getSignature_asU8());
        expect(changed.equals(signature), `bytes of ${value}`).to.equal(false);
        expect(changed).to.have.length(signatureLength);
      }
    }
  });
});
