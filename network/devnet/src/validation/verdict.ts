import { peer } from '@hyperledger/fabric-protos';
import type { ValidationCode } from '../ledger/types';
import { type RefusalCause, causeToText } from './refusal-cause';

/** Why a transaction is refused. */
export interface Refusal {
  readonly code: ValidationCode;
  /** For people: the key and the transaction that won, or the policy that failed. */
  readonly reason: string;
  /** The same as data, where there is more to say than the code does. */
  readonly cause?: RefusalCause;
}

export const codes = peer.TxValidationCode;

export function refuse(code: ValidationCode, reason: string): Refusal {
  return { code, reason };
}

/** A refusal whose reason is its cause in words. */
export function refuseFor(code: ValidationCode, cause: RefusalCause): Refusal {
  return { code, reason: causeToText(cause), cause };
}
