import { peer } from '@hyperledger/fabric-protos';
import { type RefusalCause, causeToText } from './refusal-cause';

/** A code of peer/transaction.proto: 0 is VALID. */
export type ValidationCode = peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap];

/** How one transaction of a committed block ended. */
export interface TransactionOutcome {
  readonly txId: string;
  readonly code: ValidationCode;
  /** For a conflict: the key and the transaction that won; for a policy failure: the policy. For traces only. */
  readonly reason: string | undefined;
  /** The same as data, where the code alone does not say it. */
  readonly cause?: RefusalCause | undefined;
}

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
