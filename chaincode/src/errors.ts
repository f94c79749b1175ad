import { CONTRACT_ERRORS, ModelError, encodeContractError, type ContractErrorInfo } from '@kontti/model';

/** Codes that a contract itself refuses with; those of requests come from the model. */
export type RefusalCode = keyof typeof CONTRACT_ERRORS;

/** What a {@link ContractError} is made from. */
interface ContractErrorOptions {
  readonly code: RefusalCode;
  /** Path of the request's field that broke the rule; `''` when it is none in particular. */
  readonly field?: string;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** A contract's refusal. Its message holds no content of the ledger or of the request. */
export class ContractError extends Error {
  readonly code: RefusalCode;
  readonly field: string;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(options: ContractErrorOptions) {
    const { code, field = '', details = {}, cause } = options;
    super(field === '' ? CONTRACT_ERRORS[code] : `${field}: ${CONTRACT_ERRORS[code]}`, { cause });
    this.name = 'ContractError';
    this.code = code;
    this.field = field;
    this.details = details;
  }
}

function toInfo(error: unknown): ContractErrorInfo {
  if (error instanceof ContractError) {
    const { code, message, field, details } = error;
    return { code, message, field, details };
  }
  if (error instanceof ModelError) {
    const { code, message, field, rule, details } = error;
    return { code, message, field, details: { rule, ...details } };
  }
  return { code: 'INTERNAL', message: CONTRACT_ERRORS.INTERNAL, field: '', details: {} };
}

/** True for a refusal that a caller is meant to read; anything else is a fault of the contract or of what it runs on. */
export function isRefusal(error: unknown): error is ContractError | ModelError {
  return error instanceof ModelError || (error instanceof ContractError && error.code !== 'INTERNAL');
}

/**
 * What fabric's loader returns to the peer: an error whose message is the wire form. Only the three kinds of error that
 * name no content pass with their text; anything else becomes `INTERNAL`, with its cause for the chaincode's own log.
 */
export function toWireError(error: unknown): Error {
  return new Error(encodeContractError(toInfo(error)), { cause: error });
}
