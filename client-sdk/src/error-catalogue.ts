import { NETWORK_ERRORS } from './network-errors';
import { READING_ERRORS } from './reading-errors';

interface CatalogueEntry {
  /** What happened, as a sentence without a full stop. */
  readonly text: string;
  /** The next step to take. */
  readonly remedy: string;
}

/** Faults of what the caller gave, or of this machine. */
const LOCAL_ERRORS = {
  OPTIONS_INVALID: {
    text: 'An option is missing or wrong',
    remedy: 'Correct the option that details.option names',
  },
  ORGANIZATION_NOT_FOUND: {
    text: 'The folder holds no such company or user',
    remedy:
      'Check the folder, the MSP id or domain, and the user; peerOrganizations/ is directly inside the folder',
  },
  PROFILE_INVALID: {
    text: 'The connection profile cannot be used',
    remedy: 'Correct the field that details.field names in the file of details.path',
  },
  FILE_UNREADABLE: {
    text: 'A file or folder cannot be read',
    remedy: 'Check that details.path exists, may be read by this process, and is at most 1 MiB',
  },
  KEY_UNSUPPORTED: {
    text: 'The private key is of a kind that cannot sign here, or does not belong to the certificate',
    remedy:
      'Enrol clients with a key of P-256, P-384 or, from Fabric v3 on, Ed25519; give devices and holders one of P-256 or Ed25519',
  },
  KEY_ENCRYPTED: {
    text: 'The private key is encrypted',
    remedy: 'Give the option passphrase, a function that returns the passphrase',
  },
  SIGNER_FAILED: {
    text: 'The signer did not sign',
    remedy: 'See the cause; the signer has to sign with the key of the certificate',
  },
  TOKEN_UNUSABLE: {
    text: 'The PKCS #11 token cannot be used',
    remedy: 'See the cause; check the library, the labels and the PIN, and that the token is connected',
  },
  TOKEN_DRIVER_MISSING: {
    text: 'The package that opens PKCS #11 tokens is not installed',
    remedy: 'Install pkcs11js beside @kontti/client-sdk',
  },
  CERTIFICATE_EXPIRED: {
    text: "The client's certificate is not valid now",
    remedy:
      "Enrol the user again and connect with the new certificate; if its dates are right, correct this machine's clock",
  },
  TIME_INVALID: {
    text: 'A time cannot be used',
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
  READINGS_INVALID: {
    text: 'Readings cannot be encoded, or a proof does not hold',
    remedy: 'See details.rule',
  },
  ITEM_INVALID: {
    text: 'The text is not of one of the items',
    remedy:
      'Read the text again; get the items that it names from the ledger; what still fails is a copy or a mistake',
  },
  EVIDENCE_INVALID: {
    text: 'The value is not the one to which the company committed',
    remedy: 'Ask the company for value and salt again; check that the commitment is that of the right record',
  },
  INCLUSION_INVALID: {
    text: 'The row is not in the tree with the anchored root',
    remedy: 'Ask for the proof of this very row again; check that the root is that of the right record',
  },
  POINTS_INSUFFICIENT: {
    text: 'No allowed selection of lots reaches the amount',
    remedy: 'Choose a smaller amount, or merge lots by a transfer to the same holder first',
  },
  LOTS_INSUFFICIENT: {
    text: 'At most 32 of the lots, of one version of their class, do not reach the quantity',
    remedy: 'Take less, or merge lots first',
  },
  SOURCE_FAILED: {
    text: 'What was given to be read one by one failed',
    remedy: 'See the cause; mend the source that details.option names',
  },
  UNEXPECTED: {
    text: 'Something failed that this package does not expect',
    remedy: 'See the cause; report it unless a function that was given to this package threw it',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Faults of what is kept on disk. */
const STORE_ERRORS = {
  ID_REUSED: {
    text: 'The outbox has a row of this id with other content',
    remedy: 'Take a new id, or repeat the old content unchanged',
  },
  ROW_NOT_FOUND: {
    text: 'The outbox has no row of this id',
    remedy: 'Check the id; rows that committed are removed after a while',
  },
  ROW_STATE: {
    text: 'The state of the row does not allow this',
    remedy:
      'See details.state; retry takes rows that failed, replace those whose order has to be signed again',
  },
  ROW_CHANGED: {
    text: 'The row was changed meanwhile',
    remedy: 'Look at the row again, and repeat the call if it is still wanted',
  },
  CONSUMER_MOVED: {
    text: 'Another process handled the event',
    remedy: 'This one goes on behind it by itself',
  },
  STATEMENT_REFUSED: {
    text: 'The database refused a statement',
    remedy: 'Correct the statement or its values; see the cause',
  },
  STORE_BUSY: {
    text: 'The store is locked by another process',
    remedy: 'Try again; if it persists, end the process that locks it',
  },
  STORE_FAILED: {
    text: 'The store cannot be read or written',
    remedy: 'See the cause; check the disk, the rights of the file, and that the database runs',
  },
  STORE_VERSION: {
    text: 'The tables of the store were made by another version of @kontti/store',
    remedy:
      'Use the version that made them, or an empty file or schema; a projection is rebuilt from the ledger',
  },
  STORE_DRIVER_MISSING: {
    text: 'The package that opens the store is not installed',
    remedy: 'Install the package that details.package names, beside @kontti/store',
  },
  STORE_LEASED: {
    text: 'Another process sends what is in the store',
    remedy: 'Leave it to that process; this one goes on when it ends',
  },
  TRACE_INVALID: {
    text: 'Items cannot be followed like that',
    remedy: 'See details.rule',
  },
  STORE_LEASE_LOST: {
    text: 'The connection that held the lease of the store is lost',
    remedy: 'The lease is taken again by itself',
  },
  STORE_KEY_WRONG: {
    text: 'The request of a row cannot be decrypted',
    remedy: 'Give the encryptionKey with which the row was added',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Faults of the way to the peer. */
const CONNECTION_ERRORS = {
  UNREACHABLE: {
    text: 'The gateway could not be reached',
    remedy: 'Check the endpoint and the firewall, and that the peer runs',
  },
  HOST_UNKNOWN: {
    text: "The host name of the peer's endpoint is not known",
    remedy: 'Correct the endpoint, or add the name to DNS or the hosts file',
  },
  TLS_UNTRUSTED: {
    text: "The peer's TLS certificate was not issued under the given root",
    remedy: 'Give the certificate of the TLS CA of the company that runs the peer as TLS root',
  },
  TLS_NAME_MISMATCH: {
    text: "The peer's TLS certificate is for another name",
    remedy: 'Use a name of the certificate in the endpoint, or give it as hostAlias',
  },
  TLS_EXPIRED: {
    text: "The peer's TLS certificate, or one above it, is not valid now",
    remedy:
      "Have the certificate renewed and the peer restarted; if its dates are right, correct this machine's clock",
  },
  TLS_SPOKEN: {
    text: 'The endpoint requires TLS, but the connection was opened without it',
    remedy: 'Use grpcs://host:port, or host:port alone, with the certificate of the TLS CA as TLS root',
  },
  TLS_EXPECTED: {
    text: 'The endpoint does not use TLS',
    remedy:
      'Check the port, and switch TLS on at the peer; grpc://host:port connects without TLS, on loopback only',
  },
  TLS_CLIENT_REFUSED: {
    text: 'The peer refuses the TLS connection of this client',
    remedy:
      'The peer demands a TLS client certificate of a CA that it trusts: give tlsClient with certificate and key',
  },
  PLAINTEXT_REFUSED: {
    text: 'A connection without TLS is allowed to the own machine only',
    remedy: 'Switch TLS on at the peer and use grpcs://, or develop on localhost',
  },
  GATEWAY_MISSING: {
    text: 'The node at the endpoint has no gateway service',
    remedy:
      "Use the endpoint of a peer of the own company, with peer.gateway.enabled in the peer's core.yaml",
  },
  CHANNEL_NOT_FOUND: {
    text: 'The peer has not joined a channel of this name',
    remedy: 'Check the option channel, or join the peer to the channel',
  },
  CHAINCODE_NOT_FOUND: {
    text: "The chaincode is not committed on the channel, or the own company's peer does not run it",
    remedy: 'Check the names of channel and chaincode; deploy the chaincode and install it on the own peer',
  },
  ACCESS_DENIED: {
    text: 'The channel does not accept this identity for the call',
    remedy:
      "Check that the MSP id is that of the certificate's company, that the certificate is not revoked, and the channel's policies",
  },
  CLOCK_SKEW: {
    text: "This machine's clock and the peer's differ by more than the peer allows",
    remedy: 'Synchronise the clocks of both machines',
  },
} as const satisfies Record<string, CatalogueEntry>;

/**
 * The codes that this package gives. An error that the chaincode raised keeps the chaincode's own code instead, from the
 * catalogue of `@kontti/model`.
 */
export const ERRORS = {
  ...LOCAL_ERRORS,
  ...READING_ERRORS,
  ...STORE_ERRORS,
  ...CONNECTION_ERRORS,
  ...NETWORK_ERRORS,
};

/** A code of this package's own catalogue. */
export type SdkErrorCode = keyof typeof ERRORS;
