import { expect } from 'chai';
import * as sdk from './index';

describe('the package', () => {
  it('exports exactly these values', () => {
    expect(Object.keys(sdk).toSorted()).to.deep.equal([
      'ERRORS',
      'KonttiError',
      'connect',
      'consume',
      'createClientSigner',
      'createDevice',
      'createLotKey',
      'createRecordTree',
      'createWallet',
      'createWalletKeys',
      'openOutbox',
      'recordReadings',
      'selectLots',
      'shareAmount',
      'takeLots',
      'verifyBatch',
      'verifyInclusion',
      'verifyReading',
    ]);
  });
});
