import { peer } from '@hyperledger/fabric-protos';
import type { ValidationCode } from '../ledger/types';

/** Why a transaction is refused. */
export interface Refusal {
  readonly code: ValidationCode;
  /** For people: the key and the transaction that won, or the policy that failed. */
  readonly reason: string;
}

export const codes = peer.TxValidationCode;

export function refuse(code: ValidationCode, reason: string): Refusal {
  return { code, reason };
}
