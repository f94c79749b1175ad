import { expect } from 'chai';
import { ERRORS } from '../error-catalogue';
import { DOUBTFUL_ATTEMPTS_MAX } from '../limits';
import { toVerdict } from './verdict';

const order = { operation: 'loyalty.transfer', attempts: 1 };
const consignment = { operation: 'shipments.consign', attempts: 1 };

describe('the verdict on a row that was not recorded', () => {
  it('pauses all rows for what is mended for all at once', () => {
    for (const code of [
      'DEFINITION_CHANGED',
      'CLOCK_SKEW',
      'CERTIFICATE_EXPIRED',
      'UNREACHABLE',
      'STORE_BUSY',
    ]) {
      expect(toVerdict({ code }, consignment), code).to.equal('pause');
      expect(ERRORS).to.have.property(code);
    }
  });

  it('tries a row again later after lost races and outages', () => {
    for (const code of ['CONFLICT', 'ENDORSERS_MISSING', 'TIMED_OUT', 'OUTCOME_UNKNOWN']) {
      expect(toVerdict({ code }, { ...consignment, attempts: 1_000 }), code).to.equal('later');
      expect(ERRORS).to.have.property(code);
    }
  });

  it('tries what may be a defect a bounded number of times', () => {
    const attempts = DOUBTFUL_ATTEMPTS_MAX;
    expect(toVerdict({ code: 'CHAINCODE_FAILED' }, { ...consignment, attempts: attempts - 1 })).to.equal(
      'later',
    );
    expect(toVerdict({ code: 'CHAINCODE_FAILED' }, { ...consignment, attempts })).to.equal('failed');
  });

  it('gives an order back to its holder when its lots or terms changed, and other refusals to a person', () => {
    expect(toVerdict({ code: 'LOT_SPENT' }, order)).to.equal('unsigned');
    expect(toVerdict({ code: 'VALUE_TOO_LOW' }, { ...order, operation: 'loyalty.redeem' })).to.equal(
      'unsigned',
    );
    expect(toVerdict({ code: 'ROLE_MISSING' }, order)).to.equal('failed');
    expect(toVerdict({ code: 'LOT_SPENT' }, consignment)).to.equal('failed');
    expect(toVerdict({ code: 'STATE' }, consignment)).to.equal('failed');
  });
});
