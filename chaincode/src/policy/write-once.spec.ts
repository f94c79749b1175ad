import { common, msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { isPolicySatisfied } from '../testing/memory-policy.js';
import { WRITE_ONCE_POLICY } from './write-once.js';

describe('the policy of what is written once', () => {
  it('is a signature of a peer of a company that can have no peer', () => {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(WRITE_ONCE_POLICY);
    const roles = envelope
      .getIdentitiesList()
      .map((principal) => msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8()).toObject());
    expect(roles).to.deep.equal([{ mspIdentifier: 'write/once', role: msp.MSPRole.MSPRoleType.PEER }]);
    expect(envelope.getRule()?.hasNOutOf()).to.equal(false);
    expect(envelope.getRule()?.getSignedBy()).to.equal(0);
  });

  it('is never satisfied by companies of a channel', () => {
    expect(isPolicySatisfied(WRITE_ONCE_POLICY, new Set(['A', 'B', 'write-once']))).to.equal(false);
  });

  it('has the same bytes for ever, since readers of blocks compare them', () => {
    expect(Buffer.from(WRITE_ONCE_POLICY).toString('hex')).to.equal(
      '12020800' + '1a10' + '120e' + '0a0a77726974652f6f6e63651003',
    );
  });
});
