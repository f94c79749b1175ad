import { toDecimals } from './decimal-json';
import { ERRORS } from './error-catalogue';
import type { SdkErrorCode } from './error-catalogue';

export { ERRORS } from './error-catalogue';
export type { SdkErrorCode } from './error-catalogue';

/** Where in a call's life an error arose. */
export type Stage =
  'connect' | 'evaluate' | 'endorse' | 'submit' | 'commit-status' | 'commit' | 'events' | 'local';

/** One node's part in a failure. */
export interface NodeCause {
  /** MSP id of the node's company; empty for the gateway itself. */
  readonly company: string;
  /** Host and port of the node. */
  readonly address: string;
  /** What the node said. */
  readonly message: string;
}

/** What a caller can act on, beside the code. Never holds keys or transient data. */
export interface ErrorDetails {
  /** The next step to take. */
  readonly remedy: string;
  /** The company at which the call failed, where one is known. */
  readonly company?: string;
  /** The transaction that may still commit, or failed. */
  readonly transactionId?: string;
  /** Name of Fabric's validation code, e.g. `MVCC_READ_CONFLICT`. */
  readonly validationCode?: string;
  /** What each node said. */
  readonly causes?: readonly NodeCause[];
  readonly [name: string]: unknown;
}

/** What a `KonttiError` is made of. */
interface KonttiErrorOptions {
  /** Stable code, of `ERRORS` or of the chaincode. */
  readonly code: string;
  readonly stage: Stage;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly cause?: unknown;
}

/** Every error that this package throws. `code` is stable; `message` is for people and may change. */
export class KonttiError extends Error {
  /** Stable code, of `ERRORS` or of the chaincode. */
  readonly code: string;
  /** At which stage of a call it arose. */
  readonly stage: Stage;
  /** What is known about it, with the remedy. */
  readonly details: ErrorDetails;

  constructor(options: KonttiErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'KonttiError';
    this.code = options.code;
    this.stage = options.stage;
    this.details = options.details;
  }

  /**
   * What logs need. Only the message of the cause is in it, and each `bigint` is a decimal string.
   * @example console.error(JSON.stringify(error));
   */
  toJSON(): object {
    const { name, code, stage, message, details, cause } = this;
    const because = cause instanceof Error ? { cause: cause.message } : {};
    return { name, code, stage, message, details: toDecimals(details), ...because };
  }
}

/** What `createError` adds to a catalogue entry. */
export interface CreateErrorOptions {
  readonly stage?: Stage;
  /** Appended to the catalogue's text. */
  readonly because?: string | undefined;
  /** The next step, where more is known than the catalogue's. */
  readonly remedy?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Makes an error of this package's catalogue; its stage is `local` unless given. */
export function createError(code: SdkErrorCode, options: CreateErrorOptions = {}): KonttiError {
  const { text, remedy: usual } = ERRORS[code];
  const remedy = options.remedy ?? usual;
  const because = options.because === undefined ? '' : `: ${options.because}`;
  return new KonttiError({
    code,
    stage: options.stage ?? 'local',
    message: `${text}${because}. ${remedy}.`,
    details: { remedy, ...options.details },
    ...(options.cause === undefined ? {} : { cause: options.cause }),
  });
}
