/** Faults of a call that reached the network. */
export const NETWORK_ERRORS = {
  TIMED_OUT: {
    text: 'The call took longer than its deadline',
    remedy: 'Try again, or allow more time',
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
  TRANSACTION_NOT_FOUND: {
    text: "The own peer's ledger has no transaction of this id",
    remedy: 'Check the id and the channel; a transaction that was submitted a moment ago may follow',
  },
  CHAINCODE_FAILED: {
    text: 'The chaincode failed in a way that it does not name',
    remedy: "See details.causes, and the log of that company's chaincode",
  },
  RESULT_MALFORMED: {
    text: 'An answer does not have the form that this version of the SDK understands',
    remedy: 'Use the SDK version that fits the chaincode',
  },
  DEFINITION_CHANGED: {
    text: "The chaincode's committed definition is not the one that was accepted, or is to be",
    remedy: 'Review details.changes; an admin who agrees calls acceptDefinition()',
  },
  DEFINITION_FILE_UNREADABLE: {
    text: 'The file of the accepted definition cannot be read or written',
    remedy:
      'Correct the path, the rights or the file; where the file is lost, review the definition and accept it again',
  },
  RECORD_DISOWNED: {
    text: 'The record was written under a chaincode definition that the own company never accepted',
    remedy: 'Do not rely on it; ask the companies that it names, and have it recorded again',
  },
  EVENTS_INTERRUPTED: {
    text: 'The stream of blocks ended or is not contiguous',
    remedy: 'Open the stream again after the position of the last event that was handled',
  },
  POSITION_OF_OTHER_LEDGER: {
    text: 'The position is of another ledger',
    remedy:
      'Connect to the network and channel of which the position is, or read this ledger from its first block with fromBlock: 0',
  },
} as const;
