/** Every code that a {@link ModelError} can carry, with what it says. Codes are stable; texts are not. */
export const MODEL_ERRORS = {
  JSON_SYNTAX: 'is not JSON text',
  JSON_DUPLICATE_KEY: 'names the same field twice',
  TOO_LARGE: 'is larger than allowed',
  FIELD_MISSING: 'is missing',
  FIELD_UNKNOWN: 'is not a field of this type',
  FIELD_TYPE: 'has the wrong type',
  FIELD_RANGE: 'is out of range',
  FIELD_FORMAT: 'has the wrong form',
  FIELD_CONFLICT: 'contradicts another field',
  FIELD_DUPLICATE: 'holds the same entry twice',
  CHECK_DIGIT: 'has the wrong check digit',
  DATE_ORDER: 'is before the time that precedes it',
  KEY_FORMAT: 'is not a key of the ledger',
  FACT_VERSION: 'has an unknown schema version',
  FACT_TYPE: 'has an unknown fact type',
  FACT_NOT_CANONICAL: 'is not in canonical form',
  FACT_KEY: 'does not belong to a fact of this type',
  FACT_VOUCHERS: 'does not have the vouchers that its type demands',
  RULE_SYNTAX: 'is not a rule of endorsement',
  RULE_UNREACHABLE: 'cannot be satisfied by distinct companies',
  PUBLIC_KEY: 'is not a P-256 or Ed25519 public key',
  SIGNATURE: 'does not carry a valid signature',
  BATCH_FORMAT: 'is not a batch of readings',
  BATCH_NOT_CANONICAL: 'is not in the one encoding of its content',
  BATCH_DIGEST: 'does not match its payload',
  PROOF: 'does not lead to the root',
} as const;

/** A stable code of {@link MODEL_ERRORS}. */
export type ModelErrorCode = keyof typeof MODEL_ERRORS;

/** What a {@link ModelError} is made from. `field` is a path such as `transports[3].from`, `''` for the whole. */
export interface ModelErrorOptions {
  readonly code: ModelErrorCode;
  readonly field: string;
  /** The broken rule, such as `iso6346.checkDigit` or `1..100`. */
  readonly rule: string;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** Says which field of an input broke which rule. The input's own content is never part of the message. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly field: string;
  readonly rule: string;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(options: ModelErrorOptions) {
    const { code, field, rule, details, cause } = options;
    super(`${field === '' ? 'the input' : field} ${MODEL_ERRORS[code]} (${rule})`, { cause });
    this.name = 'ModelError';
    this.code = code;
    this.field = field;
    this.rule = rule;
    this.details = details ?? {};
  }
}

/** What a call gives, or `undefined` where it is refused with a {@link ModelError}. */
export function unlessRefused<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}
