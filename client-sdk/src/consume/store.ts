/** How far a consumer is. */
export interface ConsumerState {
  /** Of the last event that it handled, or of the last block; `undefined` before the first. */
  readonly position: string | undefined;
  /** Times that the event behind `position` was given to a handler of a process that ended meanwhile. */
  readonly attempts: number;
}

/** An event that a handler could not handle. */
export interface DeadLetter {
  /** Where the event is on the ledger. */
  readonly position: string;
  /** e.g. `shipment.consigned:shipment/Org1MSP/S-1`. */
  readonly eventId: string;
  /** The event as JSON. */
  readonly event: string;
  /** What the handler threw, or that its process ended. */
  readonly reason: string;
  /** When it was put aside, in milliseconds since the epoch. */
  readonly addedMs: number;
}

/** A consumer's step from one position to the next. */
export interface ConsumerStep<T> {
  /** Name of the consumer. */
  readonly consumer: string;
  /** Where the consumer was before this step; `undefined` before its first one. */
  readonly from: string | undefined;
  /** Where it is once the step is on disk. */
  readonly to: string;
  /** What belongs to the step: on disk with the position, or not at all. */
  readonly work?: ((transaction: T) => Promise<void>) | undefined;
  /** What it puts aside instead of handling it. */
  readonly letter?: DeadLetter | undefined;
}

/** Which dead letters to list, in the order of their adding. */
export interface DeadLetterSelection {
  /** Name of the consumer. */
  readonly consumer: string;
  /** Behind this one; all unless given. */
  readonly after?: string;
  /** Letters to return at most. */
  readonly limit: number;
}

/**
 * Keeps positions in the database in which handlers write, `T` being what a handler writes with. `@kontti/store` has one in SQLite and one in
 * PostgreSQL. Faults are `KonttiError`s: STORE_BUSY for what passes by itself, STORE_FAILED for the rest.
 */
export interface ConsumerStore<T> {
  /** Where a consumer is, and how often it tried what comes next. */
  state(consumer: string): Promise<ConsumerState>;
  /** Counts a try of the event behind a position, on disk before it begins. */
  countAttempt(consumer: string, position: string | undefined): Promise<void>;
  /**
   * Does the work and moves the consumer in one transaction. @throws CONSUMER_MOVED, before the work, unless the consumer is at `from`; what the
   * work throws
   */
  advance(step: ConsumerStep<T>): Promise<void>;
  /** What a consumer put aside, in the order of the ledger. */
  deadLetters(selection: DeadLetterSelection): Promise<readonly DeadLetter[]>;
  /** Removes a dead letter; false where there is none. */
  dropDeadLetter(consumer: string, position: string): Promise<boolean>;
  /** Closes the files or connections of the store. */
  close(): Promise<void>;
}
