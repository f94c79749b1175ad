/** Every bound and default of this package, in one place. */

/** What a signer outside this process may take for one signature where its call allows more, in milliseconds. */
export const SIGNATURE_MS_MAX = 30_000;

/** How long each stage of a call may take unless the caller says otherwise, in milliseconds. */
export const DEFAULT_TIMEOUTS = {
  /** Until the gateway's TLS channel is ready. */
  connectMs: 10_000,
  evaluateMs: 10_000,
  endorseMs: 30_000,
  submitMs: 10_000,
  /** One wait for a transaction's validation code. */
  commitStatusMs: 60_000,
  /** One wait for a transaction of which it is unknown whether the orderer received it: the same bytes sent again do no harm. */
  outcomeMs: 3_000,
  /** How long a call or a stream goes on by itself while peers, orderers or chaincode are down. */
  outageMs: 30_000,
} as const;

/** Times that a transaction is proposed anew after the ledger said definitely that it did not commit. */
export const PROPOSAL_ATTEMPTS_MAX = 8;
/** Times that a transaction is proposed anew after ENDORSEMENT_POLICY_FAILURE, which follows a policy change in the same block. */
export const POLICY_FAILURE_RETRIES_MAX = 1;
/**
 * Times that a transaction is proposed anew after another company's peer refused what the own gateway had its own peer endorse before,
 * or after the own peer found no record that it names: that peer may be some blocks behind.
 */
export const LAGGING_PEER_RETRIES_MAX = 4;
/** Times that the same signed bytes are sent to the orderer while the outcome is unknown. */
export const DELIVERY_ATTEMPTS_MAX = 3;
/** First pause before another proposal, in milliseconds; it doubles up to `RETRY_DELAY_MS_MAX`. */
export const RETRY_DELAY_MS = 40;
/** Longest pause before another proposal, in milliseconds. */
export const RETRY_DELAY_MS_MAX = 2_000;

/** First pause before a peer that is away is dialled again, in milliseconds; it grows up to `RECONNECT_DELAY_MS_MAX`. */
export const RECONNECT_DELAY_MS = 100;
/** Longest pause before a peer that is away is dialled again, in milliseconds. */
export const RECONNECT_DELAY_MS_MAX = 1_000;

/** Submits of one client that are under way at once; the rest wait. */
export const SUBMITS_IN_FLIGHT_MAX = 128;
/** Submits of one client that may wait for their turn. */
export const SUBMITS_WAITING_MAX = 20_000;

/** Bytes of one gRPC message, as Fabric's own default (`internal/pkg/comm/config.go`). */
export const MESSAGE_BYTES_MAX = 100 * 1024 * 1024;

/** Longest time that an option may allow, in milliseconds: what a timer of Node can wait. */
export const TIMEOUT_MS_MAX = 2 ** 31 - 1;
/** Submits that an option may allow at once. */
export const SUBMITS_IN_FLIGHT_OPTION_MAX = 10_000;
/** Characters of an option that is a text. */
export const OPTION_TEXT_LENGTH_MAX = 4096;
/** Characters of an option's value that an error shows. */
export const OPTION_SHOWN_LENGTH_MAX = 80;

/** Objects and lists inside one another in a request. */
export const REQUEST_DEPTH_MAX = 16;
/** Levels of what an error or a record writes as JSON. */
export const JSON_DEPTH_MAX = 64;
/** Earliest time in what is submitted, in milliseconds: 2000-01-01. What is before it was made from seconds. */
export const SUBMITTED_TIME_MS_MIN = Date.UTC(2000, 0, 1);
/** How far the time of something that has happened may be ahead of this machine's clock, in milliseconds: a day, as clocks and zones differ. */
export const TIME_AHEAD_MS_MAX = 86_400_000;

/** Entries of one page of a query. */
export const PAGE_SIZE_DEFAULT = 50;

/** Bytes that facts which an event stream remembers may take in memory, by the two estimates below. */
export const FACTS_CACHED_BYTES_MAX = 16 * 1024 * 1024;
/** Bytes that a fact takes in memory beside its own: its objects, and texts of their own. */
export const FACT_CACHED_BYTES = 1_024;
/** Bytes that each address of such a fact takes. */
export const ADDRESS_CACHED_BYTES = 256;
/** Digests that an event stream remembers of facts which the own company never accepted. */
export const REFUSED_FACTS_MAX = 200_000;
/** Facts of a block that are judged at once. */
export const JUDGED_AT_ONCE_MAX = 8;
/** Questions to the own peer under way at once within one stream. */
export const EVALUATIONS_AT_ONCE_MAX = 8;
/** Questions to the own peer that wait within one stream: a few for each entry of the facts that are judged at once. */
export const EVALUATIONS_WAITING_MAX = 100_000;

/** Bytes of a file that holds a key, a certificate, a connection profile or an accepted definition. */
export const FILE_BYTES_MAX = 1024 * 1024;

/** Files of a keystore that are looked through for the certificate's key. */
export const KEYSTORE_FILES_MAX = 256;
/** Peers of the own company that one client connects to. */
export const ENDPOINTS_MAX = 16;
/** The highest port of a host. */
export const PORT_MAX = 65_535;
/** Certificates of one TLS root. */
export const TLS_ROOTS_MAX = 16;

/** Time in which a dialled peer has to show what is wrong with the connection, in milliseconds. */
export const PROBE_TIMEOUT_MS = 1_000;

/** Pause after which a connection without traffic is tested, in milliseconds; Fabric's peers allow one each minute. */
export const KEEPALIVE_MS = 120_000;
/** Wait for the answer to such a test, in milliseconds. */
export const KEEPALIVE_TIMEOUT_MS = 20_000;

/** Lots that one spend or move may name as inputs. */
export const SPEND_INPUTS_MAX = 32;
/** Lots of a holder among which those of a move are chosen. */
export const LOTS_TAKEN_FROM_MAX = 1_000;
/** Lots that a pool keeps unless asked for others, and at most. */
export const POOL_LOTS = 16;
export const POOL_LOTS_MAX = 1_000;
/** Outputs of a pool's transfer: what is transferred, and the change. */
export const POOL_OUTPUTS_MAX = 16;
/** Times that a pool's transfer takes other lots because another process spent one of them. */
export const POOL_ATTEMPTS_MAX = 16;
/** Transfers of a pool that wait for lots. */
export const POOL_WAITING_MAX = 20_000;
/** Signs of a gift card's code, of five bits each. */
export const GIFT_CODE_LENGTH = 26;
/** Days that a reward can be valid. */
export const REWARD_DAYS_MAX = 36_500;
/** Instalments of a lease: each is a move of one deal, beside that of the right. */
export const LEASE_INSTALMENTS_MAX = 15;
/** Kilometres of a lease, and readings that are compared with it at once. */
export const LEASE_KM_MAX = 10_000_000;
export const LEASE_READINGS_MAX = 10_000;
/** Positions of an estimate, and legs of a shipment, from which something is found at once. */
export const FINDING_ENTRIES_MAX = 100_000;
/** Entries of a passport. */
export const PASSPORT_ENTRIES_MAX = 100_000;
/** Shares of one amount, and the parts that one of them can have. */
export const SHARES_MAX = 100;
export const SHARE_PARTS_MAX = 1_000_000_000;

/** Transports that one booking of points reads at once. */
export const TRANSPORT_READS_MAX = 4;
/** Times that points are computed anew because other terms came into force meanwhile. */
export const TERMS_ATTEMPTS_MAX = 4;
/** Times that the secret of the company's journeys is looked for while another system of the company, or the own peer, keeps it. */
export const JOURNEY_SECRET_ATTEMPTS_MAX = 6;

/** Groups of batches of readings under way at once within one `submitAll`. */
export const GROUPS_IN_FLIGHT_MAX = 8;
/** Devices with a batch that was not stored which one `submitAll` remembers; their later batches are not sent. */
export const DEVICES_FAILED_MAX = 10_000;
/** Bytes of batches in one group of `submitAll`; a single larger batch makes a group of its own. */
export const GROUP_BYTES_MAX = 512 * 1024;

/** Times that the own peer is asked again until its state has followed a block that was seen. */
export const STATE_ATTEMPTS_MAX = 40;
/** Pause between two of these questions, in milliseconds. */
export const STATE_DELAY_MS = 50;
/** Blocks that a peer may be behind, for a stream that starts at a block which it does not have, to wait for it. */
export const BLOCKS_AHEAD_MAX = 100n;
/** Pause before such a peer is asked again, in milliseconds. */
export const HEIGHT_DELAY_MS = 500;

/** Commits of a chaincode's definition that are followed back. */
export const ERAS_MAX = 1_000;
/** Age of the latest comparison of the definition with which a read may start, in milliseconds. */
export const DEFINITION_AGE_MS_MAX = 100;
/** Pause between comparisons while nothing is read, in milliseconds. */
export const DEFINITION_POLL_MS = 5_000;
/** Digests and keys of facts that were written under definitions which the company never accepted. */
export const DISOWNED_MAX = 100_000;
/** Bytes of the file of the accepted definition. */
export const DEFINITION_FILE_BYTES_MAX = 64 * 1024 * 1024;
/** Keys in programmes that a wallet keeps. */
export const PROGRAMME_KEYS_KEPT_MAX = 16;

/** Rows of an outbox that are on their way at once. */
export const OUTBOX_IN_FLIGHT_MAX = 64;
/** Characters of a row's id and key. */
export const OUTBOX_NAME_LENGTH_MAX = 256;
/** Bytes of a row's request. */
export const OUTBOX_REQUEST_BYTES_MAX = 4 * 1024 * 1024;
/** Pause before an outbox looks for what other processes added, in milliseconds. */
export const OUTBOX_POLL_MS = 1_000;
/** Rows that an outbox lists at once. */
export const OUTBOX_PAGE_SIZE = 200;
/** First pause before a row, or all of an outbox, is tried again, in milliseconds; it doubles up to `OUTBOX_DELAY_MS_MAX`. */
export const OUTBOX_DELAY_MS = 1_000;
/** Longest pause before a row, or all of an outbox, is tried again, in milliseconds. */
export const OUTBOX_DELAY_MS_MAX = 60_000;
/** Times that a row is tried whose fault may be a defect. */
export const DOUBTFUL_ATTEMPTS_MAX = 8;
/** How long an outbox remembers what was committed unless asked otherwise, in milliseconds. */
export const OUTBOX_KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
/** Pause between two removals of what was committed long ago, in milliseconds. */
export const OUTBOX_PRUNE_MS = 60_000;
/** Rows that are removed at once. */
export const OUTBOX_PRUNED_ROWS_MAX = 1_000;
/** Characters of an error's message that a row keeps. */
export const OUTBOX_REASON_LENGTH_MAX = 2_000;

/** Times that a consumer gives an event to its handler before the event becomes a dead letter. */
export const HANDLER_ATTEMPTS = 5;
/** Times that an option may allow. */
export const HANDLER_ATTEMPTS_MAX = 1_000;
/** Events that a handler gets in one transaction. */
export const EVENTS_TOGETHER_MAX = 1_000;
/** First pause before a consumer tries again, in milliseconds; it doubles up to `CONSUMER_DELAY_MS_MAX`. */
export const CONSUMER_DELAY_MS = 200;
/** Longest pause before a consumer tries again, in milliseconds. */
export const CONSUMER_DELAY_MS_MAX = 30_000;
/** Blocks without an event for the handler after which a consumer keeps its position. */
export const SILENT_BLOCKS_MAX = 64;
/** Time after which a consumer keeps its position with the next block without an event, in milliseconds. */
export const SILENT_MS_MAX = 5_000;
/** Assets, companies or types that a filter names. */
export const FILTER_NAMES_MAX = 1_000;

/** Rows that a recording holds at once: in batches that grow, that wait, and that are on their way. */
export const RECORDER_ROWS_MAX = 100_000;
/** Devices of which a recording keeps where they are; of others it asks the ledger again. */
export const RECORDER_DEVICES_MAX = 20_000;
/** Times that a device's rows, or all, are tried again without any of them being recorded. */
export const RECORDER_ATTEMPTS_MAX = 8;
/** First pause before such a try, in milliseconds; it doubles up to `RECORDER_DELAY_MS_MAX`. */
export const RECORDER_DELAY_MS = 100;
/** Longest pause before such a try, in milliseconds. */
export const RECORDER_DELAY_MS_MAX = 5_000;
/** How far a row may be ahead of this machine's clock unless the caller says otherwise, in milliseconds. */
export const ROW_AHEAD_MS_MAX = 300_000;
/** Time between two rows of a device after which the next one has to show that its clock did not jump, in milliseconds. */
export const CLOCK_JUMP_MS = 86_400_000;
/** How long what the ledger refused of a device or a shipment is not sent again, in milliseconds. */
export const REFUSAL_KEPT_MS = 60_000;
/** Devices and shipments of which such a refusal is kept. */
export const REFUSALS_KEPT_MAX = 10_000;

/** Rows that one call adds to a queue of readings, or takes out of it. */
export const QUEUE_ROWS_MAX = 10_000;
/** Rows of a queue that are read from its store at once, and written down together. */
export const QUEUE_PAGE_ROWS = 1_000;
/** Time after which a row of a queue is sent, also when its batch is not full, unless the caller says otherwise; in milliseconds. */
export const QUEUE_AGE_MS = 10_000;

/** Points of a series unless the caller says otherwise. */
export const SERIES_POINTS = 200;
/** Points of a series that an option may ask for. */
export const SERIES_POINTS_MAX = 10_000;
/** Parts of the path of a DID document. */
export const DID_PATH_PARTS_MAX = 16;
