/** Every bound of this package. */
export const storeLimits = {
  /** How long a statement waits for a database that another process locks, in milliseconds. */
  busyMs: 2_000,
  /** Pause between two tries to lock a file of SQLite, in milliseconds. */
  busyDelayMs: 5,
  /** How long SQLite itself may wait, and keep the process from anything else, in milliseconds. */
  busyBlockingMs: 20,
  /** Connections to PostgreSQL beside the one that holds the lease. */
  connectionsMax: 4,
  /** Until a connection to PostgreSQL is there, in milliseconds. */
  connectMs: 10_000,
  /** Rows of a projection that are read at once. */
  projectionPageRows: 1_000,
  /** Events of a block that go into a projection in one transaction. */
  eventsTogether: 500,
  /** Compiled statements that a database keeps. */
  statementsKept: 100,
  /** Rows that one statement adds. */
  rowsAtOnce: 50,
  /** Items that one trace returns. */
  tracedMax: 1_000_000,
  /** Shipments, or events, of a page that is looked for, unless another number is given, and at most. */
  foundRows: 100,
  foundRowsMax: 1_000,
  /** Assets of an event by which its history is found. */
  assetsOfEvent: 4_096,
  /** Dead letters that are read at once. */
  lettersPage: 100,
  /** Rows of an index that are looked at to learn how many rows a value has. */
  analyzedRows: 1_000,
  /** Events after which a projection is looked at in this way for the first time; then at ten times as many, and so on. */
  analyzedEvents: 1_000,
  /** Events between two such looks at most. */
  analyzedEventsMax: 1_000_000,
  /** Rows that one statement adds or removes. */
  rowsOfStatement: 200,
} as const;
