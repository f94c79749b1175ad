import { CONTRACT_ERRORS, ModelError, decodeContractError } from '@kontti/model';
import { expect } from 'chai';
import { ContractError, isRefusal, toWireError } from './errors';

describe('errors of the contract', () => {
  const wireOf = (error: unknown) => decodeContractError(toWireError(error).message);

  it('say what broke the rule where something did, and nothing of the ledger', () => {
    const bare = new ContractError({ code: 'STATE' });
    expect(bare).to.deep.include({ name: 'ContractError', code: 'STATE', field: '', details: {} });
    expect(bare.message).to.equal(CONTRACT_ERRORS.STATE);
    const cause = new Error('inside');
    const named = new ContractError({ code: 'STATE', field: 'ref', details: { key: 'a' }, cause });
    expect(named).to.deep.include({ code: 'STATE', field: 'ref', details: { key: 'a' }, cause });
    expect(named.message).to.equal(`ref: ${CONTRACT_ERRORS.STATE}`);
  });

  it('reach the caller in their wire form, with their cause for the log', () => {
    const refused = new ContractError({ code: 'STATE', field: 'ref', details: { key: 'a' } });
    expect(wireOf(refused)).to.deep.equal({
      ...{ code: 'STATE', message: refused.message, field: 'ref', details: { key: 'a' } },
    });
    expect(toWireError(refused).cause).to.equal(refused);
    const wrong = new ModelError({ code: 'FIELD_RANGE', field: 'at', rule: '1..2' });
    expect(wireOf(wrong)).to.deep.equal({
      ...{ code: 'FIELD_RANGE', message: wrong.message, field: 'at', details: { rule: '1..2' } },
    });
  });

  it('become INTERNAL where they are faults, without their text', () => {
    for (const fault of [new TypeError('of the ledger'), 'of the ledger', undefined]) {
      expect(wireOf(fault)).to.deep.equal({
        ...{ code: 'INTERNAL', message: CONTRACT_ERRORS.INTERNAL, field: '', details: {} },
      });
      expect(isRefusal(fault)).to.equal(false);
    }
    expect(isRefusal(new ContractError({ code: 'INTERNAL' }))).to.equal(false);
    expect(isRefusal(new ContractError({ code: 'STATE' }))).to.equal(true);
    expect(isRefusal(new ModelError({ code: 'FIELD_RANGE', field: '', rule: '' }))).to.equal(true);
  });
});
