import { StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { statusToError } from './status-error';

const errorOf = (code: number) =>
  statusToError({ code: code as 0, transactionId: 'tx', blockNumber: 7n, successful: false }, 3);

describe('a transaction that the ledger holds as invalid', () => {
  it('has a code by what made it invalid, and names transaction, block and tries', () => {
    const cases: readonly (readonly [number, string, string])[] = [
      [StatusCode.MVCC_READ_CONFLICT, 'CONFLICT', 'MVCC_READ_CONFLICT'],
      [StatusCode.PHANTOM_READ_CONFLICT, 'CONFLICT', 'PHANTOM_READ_CONFLICT'],
      [StatusCode.ENDORSEMENT_POLICY_FAILURE, 'POLICY_NOT_SATISFIED', 'ENDORSEMENT_POLICY_FAILURE'],
      [StatusCode.BAD_PAYLOAD, 'TRANSACTION_INVALID', 'BAD_PAYLOAD'],
      // A code of a Fabric that is newer than this package.
      [199, 'TRANSACTION_INVALID', 'CODE_199'],
    ];
    for (const [status, code, validationCode] of cases) {
      const error = errorOf(status);
      expect(error).to.include({ code, stage: 'commit' });
      expect(error.details).to.include({
        ...{ validationCode, transactionId: 'tx', blockNumber: 7n, attempts: 3 },
      });
    }
  });
});
