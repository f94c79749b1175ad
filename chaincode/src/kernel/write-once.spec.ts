import { common, msp } from '@hyperledger/fabric-protos';
import { WRITE_ONCE_POLICY } from '@kontti/model';
import { expect } from 'chai';

describe('the policy of what is recorded', () => {
  it('demands one peer of a company whose id no MSP can have', () => {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(WRITE_ONCE_POLICY);
    expect(envelope.getRule()?.hasSignedBy()).to.equal(true);
    const [principal, ...others] = envelope.getIdentitiesList();
    expect(others).to.deep.equal([]);
    expect(principal?.getPrincipalClassification()).to.equal(msp.MSPPrincipal.Classification.ROLE);
    const role = msp.MSPRole.deserializeBinary(principal?.getPrincipal_asU8() ?? new Uint8Array());
    expect([role.getMspIdentifier(), role.getRole()]).to.deep.equal([
      'write/once',
      msp.MSPRole.MSPRoleType.PEER,
    ]);
    expect(Buffer.from(envelope.serializeBinary())).to.deep.equal(Buffer.from(WRITE_ONCE_POLICY));
  });
});
