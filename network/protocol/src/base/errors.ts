/** Every code that this package's errors carry, with what it means. */
export const networkErrorCodes = {
  IDENTITY_UNKNOWN: 'The bytes are no identity of a company of this channel.',
  IDENTITY_INVALID: 'The certificate is not valid for its company.',
  QUERY_WITH_WRITES: 'A transaction that writes cannot run paginated, rich or private range queries.',
  RICH_QUERY_UNSUPPORTED: 'Rich queries need a document database.',
  RICH_QUERY_INVALID: 'A rich query is malformed, or no index can sort its results.',
  DOCUMENT_INVALID: 'A key or value cannot be kept as a document.',
  MALFORMED_MESSAGE: 'The bytes are no such protobuf message.',
  COLLECTION_UNKNOWN: 'The chaincode definition has no such collection.',
  COLLECTION_ACCESS_DENIED: 'The creator may not read or write this collection.',
  CHAINCODE_REQUEST_REFUSED: 'The chaincode asked its peer for something that cannot be done.',
  CHAINCODE_UNAVAILABLE: 'The chaincode process cannot be reached or did not register.',
  CHAINCODE_NOT_DETERMINISTIC: 'The same call of a chaincode gave other results in other surroundings.',
  CHAINCODE_FAILED: 'The chaincode ended a transaction with an error, too late, or not at all.',
  CHAINCODE_UNDEFINED: 'The channel has no such chaincode, or this company did not approve or install it.',
  PROPOSAL_REFUSED: 'The proposal is malformed, not signed by a valid identity, or not allowed.',
  POLICY_INVALID: 'The policy is no policy that Fabric understands.',
  PRIVATE_DATA_UNAVAILABLE:
    'The company is no member of the collection, or lacks the private data of that version.',
  BLOCK_UNEXPECTED: 'The block does not continue the chain.',
  LEDGER_CLOSED: 'The ledger or simulator was closed.',
  LEDGER_CORRUPT:
    'A file of the ledger or of its data directory is damaged or gone; nothing is repaired. The file and, where known, the block are named.',
  SNAPSHOT_UNKNOWN:
    'There is no such snapshot: it was never taken, dropped, or taken after one that was reverted to.',
  SNAPSHOT_REFUSED: 'A snapshot cannot have that name, or there are too many.',
  DATA_DIRECTORY_DIFFERS:
    'The data directory was made with another engine, channel, other companies or governance.',
  DATA_DIRECTORY_IN_USE: 'Another network uses the data directory.',
  PACKAGE_INVALID: 'The chaincode package is malformed, too large, or of a type that is not run here.',
  PACKAGE_INSTALLED: 'The peer has this chaincode package already.',
  PACKAGE_UNKNOWN: 'The peer has no such chaincode package.',
  COLLECTION_INVALID: 'A private data collection is configured against the rules.',
  DEFINITION_UNKNOWN: 'The channel has no such chaincode definition, or the company approved none.',
  DEFINITION_REFUSED: 'The chaincode definition breaks a rule of the lifecycle.',
  APPROVALS_MISSING: 'Not enough companies approved the chaincode definition to commit it.',
  METADATA_INVALID: "The contract's own description is not as fabric-contract-api writes it.",
  SIGNING_REQUEST_INVALID:
    'A file of offline signing is malformed, of another step, or its signature does not belong to it.',
  CHANNEL_UPDATE_INVALID:
    "A file or an update of a channel's configuration is malformed, or changes nothing.",
  CHANNEL_UPDATE_STALE: "The channel's configuration has changed since the update was made.",
  CHANNEL_UPDATE_REFUSED: "The orderers did not take an update of the channel's configuration.",
  CHANNEL_SIGNATURES_MISSING: "Too few admins signed an update of the channel's configuration.",
  CHANNEL_SIGNER_INVALID: 'The channel asks for no signature of this identity on the update.',
  CHANNEL_CONFIG_UNUSABLE: "The channel's configuration lacks what is needed, or cannot be read.",
  CHANNEL_SETTING_INVALID: "A setting of the channel's configuration cannot have that value.",
  LIFECYCLE_DENIED: 'The identity may not do this in the chaincode lifecycle.',
  LIFECYCLE_FAILED: 'A peer or the orderer refused or failed a step of chaincode administration.',
  ORGANIZATION_INVALID: 'A name cannot be in the tree of keys and certificates, or the tree lacks a part.',
  DIRECTORY_UNUSABLE: 'A folder or file cannot be read or written.',
  ARGUMENT_INVALID: 'An argument of the command is missing or not allowed.',
  NETWORK_RUNNING: 'A network runs in this folder already, or the folder belongs to another network.',
  NETWORK_ABSENT: 'No network runs in this folder, or it does not answer.',
  CHAINCODE_START_FAILED: 'The chaincode process did not start or did not come to listen.',
  FABRIC_NOT_READY: 'The peers have not found each other in time: gossip has not converged.',
  FABRIC_START_FAILED: "One of Fabric's own programs did not start or failed; its log is named.",
  COUCHDB_MISSING: 'No CouchDB was found to start.',
  COUCHDB_UNUSABLE: "A CouchDB does not answer, refuses its user, or holds another network's state.",
  FABRIC_BINARIES_MISSING: "Fabric's own programs were not found, or not all of them.",
  FABRIC_BINARIES_UNUSABLE: "Fabric's own programs cannot be run, are too old, or do not belong together.",
  FABRIC_DOWNLOAD_FAILED: 'A release of Fabric could not be downloaded, or is not the one that was pinned.',
  ENDORSEMENT_IMPOSSIBLE: 'No companies together can satisfy the endorsement policies.',
  ORDERER_UNREACHABLE: 'The orderer is down, or cannot be reached.',
  PORT_TAKEN: 'A port cannot be opened.',
  TRANSACTION_UNKNOWN: 'No block of the channel holds that transaction.',
  BLOCK_UNKNOWN: 'The channel has no such block yet.',
  COMMAND_FAILED: "A command that should run with a network's environment could not be started.",
  COMPANY_UNKNOWN: 'The network has no such company.',
  CHAINCODE_SOURCE_INVALID: 'Give exactly one place where the chaincode runs: a path or an address.',
  CONSORTIUM_INVALID: 'The file of a consortium says something that cannot be; line and field are named.',
  OPTION_INVALID: 'An option has a value that is not allowed.',
} as const;

/** A code of {@link networkErrorCodes}. */
export type NetworkErrorCode = keyof typeof networkErrorCodes;

interface NetworkErrorOptions {
  readonly code: NetworkErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The base of this package's errors: `code` is stable, the message is for people. */
export class NetworkError extends Error {
  /** What went wrong, as a program asks for it: a key of `networkErrorCodes`. */
  readonly code: NetworkErrorCode;
  /** What it is about, by name, e.g. `mspId`, `file` or `stage`; empty where nothing is added. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(options: NetworkErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'NetworkError';
    this.code = options.code;
    this.details = options.details ?? {};
  }
}
