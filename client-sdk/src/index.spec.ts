import { expect } from 'chai';
import * as sdk from './index';

describe('the package', () => {
  it('exports exactly these values', () => {
    expect(Object.keys(sdk).toSorted()).to.deep.equal([
      'ERRORS',
      'KonttiError',
      'PASSPORT_GROUPS',
      'breachToBytes',
      'commitToTerms',
      'connect',
      'consume',
      'createClientSigner',
      'createDevice',
      'createLotKey',
      'createPassport',
      'createRecordTree',
      'createSerialTree',
      'createWallet',
      'createWalletKeys',
      'deviceToDid',
      'discountedPoints',
      'estimateArrival',
      'findBreaches',
      'findImpossibleMoves',
      'findMissedConnections',
      'firmwareAt',
      'itemToText',
      'keyAt',
      'openOutbox',
      'openReadingQueue',
      'openToken',
      'recordReadings',
      'selectLots',
      'shareAmount',
      'takeLots',
      'tierOf',
      'verifyBatch',
      'verifyCommitment',
      'verifyInclusion',
      'verifyItemText',
      'verifyPassportEntry',
      'verifyReading',
      'verifyRecalled',
      'verifyTerms',
    ]);
  });
});
