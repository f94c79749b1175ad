import { expect } from 'chai';
import { CONTRACT_ERRORS, decodeContractError, encodeContractError } from './contract-error';
import { MODEL_ERRORS } from './errors';

const info = {
  code: 'SEQUENCE',
  message: 'a "}{" b\\',
  field: 'updates[3].sequence',
  details: { expected: 4 },
};

describe('contract errors on the wire', () => {
  it('survive what peers and gateways put around them', () => {
    const wrapped = `rpc error: code = Aborted desc = chaincode response 500, ${encodeContractError(info)} (peer {"x"})`;
    expect(decodeContractError(wrapped)).to.deep.equal(info);
  });

  it('are distinguished from messages that no contract made', () => {
    for (const message of ['', 'chaincode response 500, boom', 'KONTTI_ERROR {', 'KONTTI_ERROR {"code":1}']) {
      expect(decodeContractError(message), message).to.equal(undefined);
    }
  });

  it('share no code with the model except those that mean the same', () => {
    const shared = Object.keys(CONTRACT_ERRORS).filter((code) => Object.hasOwn(MODEL_ERRORS, code));
    expect(shared).to.deep.equal(['DATE_ORDER']);
  });
});
