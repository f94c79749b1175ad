/** Where in a call's life an error arose. */
export type Stage = 'connect' | 'evaluate' | 'endorse' | 'submit' | 'commit-status' | 'commit' | 'local';

interface CatalogueEntry {
  /** What happened, as a sentence without a full stop. */
  readonly text: string;
  /** The next step to take. */
  readonly remedy: string;
}

/**
 * The codes that this package gives. An error that the chaincode raised keeps the chaincode's own code instead, from the
 * catalogue of `@kontti/model`.
 */
export const ERRORS = {
  OPTIONS_INVALID: {
    text: 'An option is missing or wrong',
    remedy: 'Correct the option that details.option names',
  },
  ORGANIZATION_NOT_FOUND: {
    text: 'The folder holds no such company or user',
    remedy:
      'Check the folder, the MSP id or domain, and the user; peerOrganizations/ stands directly inside the folder',
  },
  KEY_UNSUPPORTED: {
    text: 'The private key is neither P-256 nor Ed25519, or does not belong to the certificate',
    remedy: 'Enrol the client with a P-256 or Ed25519 key',
  },
  TIME_INVALID: {
    text: 'A time is neither a valid Date nor ISO 8601 with an offset',
    remedy: 'Give a Date, or a string such as 2026-01-31T08:00:00Z',
  },
  CLIENT_CLOSED: {
    text: 'The client is closed',
    remedy:
      'Connect again; if details.transactionId is present the transaction may still commit: repeat with the same reference',
  },
  TOO_MANY_SUBMITS: {
    text: 'Too many submits wait for their turn',
    remedy: 'Await earlier submits, or use the bulk operations',
  },
  CANCELLED: {
    text: 'The caller cancelled the call',
    remedy:
      'If details.transactionId is present the transaction may still commit: repeat with the same reference',
  },
  UNREACHABLE: {
    text: 'The gateway could not be reached',
    remedy: 'Check the endpoint, the host alias and the TLS root certificate, and that the peer runs',
  },
  TIMED_OUT: {
    text: 'The call took longer than its deadline',
    remedy: 'Try again, or allow more time',
  },
  ACCESS_DENIED: {
    text: 'The channel does not accept this identity for the call',
    remedy: 'Check the MSP id, that the certificate is valid and not revoked, and the channel policies',
  },
  CHAINCODE_NOT_FOUND: {
    text: "The chaincode is not committed on the channel, or the own company's peer does not run it",
    remedy: 'Check the names of channel and chaincode; deploy the chaincode and install it on the own peer',
  },
  ENDORSERS_MISSING: {
    text: 'No reachable set of peers satisfies the endorsement policies of the call',
    remedy:
      'Bring up the peers of the companies that the message or details.causes names, with the chaincode installed',
  },
  ENDORSEMENTS_DIFFER: {
    text: "The companies' peers computed different results",
    remedy: 'Try again; if it persists, compare the chaincode that the named companies run',
  },
  ENDORSEMENT_REFUSED: {
    text: 'A peer did not endorse the transaction',
    remedy: 'See details.causes for the peer and its reason',
  },
  REQUEST_REFUSED: {
    text: 'The gateway refused the request as malformed or impossible',
    remedy: 'See the cause; versions of client and network may not fit',
  },
  NODE_FAILED: {
    text: 'A node of the network failed while it served the call',
    remedy: 'See details.causes for the company; try again later',
  },
  ORDERER_REFUSED: {
    text: 'The ordering service did not accept the transaction',
    remedy: 'See details.causes; the transaction did not commit',
  },
  OUTCOME_UNKNOWN: {
    text: 'The transaction may or may not have committed',
    remedy: 'Repeat the call with the same business reference: a repeat of what committed changes nothing',
  },
  CONFLICT: {
    text: 'Other transactions changed the same records, also after repeated proposals',
    remedy: 'Try again later, or submit fewer changes of the same record at once',
  },
  POLICY_NOT_SATISFIED: {
    text: 'The endorsements did not satisfy the policy of a record that the transaction writes',
    remedy:
      'Ask the companies whose rule covers the record to run their peers; history() shows who endorsed earlier',
  },
  TRANSACTION_INVALID: {
    text: 'The network committed the transaction as invalid',
    remedy: 'See details.validationCode',
  },
  CHAINCODE_FAILED: {
    text: 'The chaincode failed in a way that it does not name',
    remedy: "See details.causes; the log of that company's chaincode tells more",
  },
  RESULT_MALFORMED: {
    text: 'An answer does not have the form that this version of the SDK understands',
    remedy: 'Use the SDK version that fits the chaincode',
  },
  DEFINITION_CHANGED: {
    text: "The chaincode's committed definition is not the one that was accepted",
    remedy: 'Review details.changes; an admin who agrees calls acceptDefinition()',
  },
  DEFINITION_FILE_UNREADABLE: {
    text: 'The file of the accepted definition cannot be read or written',
    remedy: 'Restore the file, or review the definition and accept it again',
  },
  RECORD_DISOWNED: {
    text: 'The record was written under a chaincode definition that the own company never accepted',
    remedy: 'Do not rely on it; ask the companies that it names, and have it recorded again',
  },
  EVENTS_INTERRUPTED: {
    text: 'The stream of blocks ended or is not contiguous',
    remedy: 'Open the stream again after the position of the last event that was handled',
  },
  READINGS_INVALID: {
    text: 'Readings cannot be encoded, or a proof does not hold',
    remedy: 'See details.rule',
  },
  POINTS_INSUFFICIENT: {
    text: 'No allowed selection of lots reaches the amount',
    remedy: 'Choose a smaller amount, or merge lots by a transfer to the same holder first',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A code of this package's own catalogue. */
export type SdkErrorCode = keyof typeof ERRORS;

/** One node's part in a failure. */
export interface NodeCause {
  readonly company: string;
  readonly address: string;
  readonly message: string;
}

/** What a caller can act on, beside the code. Never holds keys or transient data. */
export interface ErrorDetails {
  readonly remedy: string;
  /** The company at which the call failed, where one is known. */
  readonly company?: string;
  readonly transactionId?: string;
  /** Name of Fabric's validation code, e.g. `MVCC_READ_CONFLICT`. */
  readonly validationCode?: string;
  readonly causes?: readonly NodeCause[];
  readonly [name: string]: unknown;
}

/** What a `KonttiError` is made of. */
export interface KonttiErrorOptions {
  readonly code: string;
  readonly stage: Stage;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly cause?: unknown;
}

/** Every error that this package throws. `code` is stable; `message` is for people and may change. */
export class KonttiError extends Error {
  readonly code: string;
  readonly stage: Stage;
  readonly details: ErrorDetails;

  constructor(options: KonttiErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'KonttiError';
    this.code = options.code;
    this.stage = options.stage;
    this.details = options.details;
  }
}

/** What `createError` adds to a catalogue entry. */
export interface CreateErrorOptions {
  readonly stage?: Stage;
  /** Appended to the catalogue's text. */
  readonly because?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Makes an error of this package's catalogue; its stage is `local` unless given. */
export function createError(code: SdkErrorCode, options: CreateErrorOptions = {}): KonttiError {
  const entry: CatalogueEntry = ERRORS[code];
  const because = options.because === undefined ? '' : `: ${options.because}`;
  return new KonttiError({
    code,
    stage: options.stage ?? 'local',
    message: `${entry.text}${because}. ${entry.remedy}.`,
    details: { remedy: entry.remedy, ...options.details },
    ...(options.cause === undefined ? {} : { cause: options.cause }),
  });
}
