import type { Status } from '@hyperledger/fabric-gateway';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { isConflict } from './retry';
import { validationCodeToName } from './validation-code';

/** The error of a transaction that the ledger holds as invalid. */
export function statusToError(status: Status, attempts: number): KonttiError {
  const code = isConflict(status.code)
    ? 'CONFLICT'
    : status.code === StatusCode.ENDORSEMENT_POLICY_FAILURE
      ? 'POLICY_NOT_SATISFIED'
      : 'TRANSACTION_INVALID';
  return createError(code, {
    stage: 'commit',
    details: {
      transactionId: status.transactionId,
      blockNumber: status.blockNumber,
      validationCode: validationCodeToName(status.code),
      attempts,
    },
  });
}
