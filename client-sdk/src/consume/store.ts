/** How far a consumer is. */
export interface ConsumerState {
  /** Of the last event that it handled, or of the last block; `undefined` before the first. */
  readonly position: string | undefined;
  /** Times that the event behind `position` was given to a handler of a process that ended meanwhile. */
  readonly attempts: number;
}

/** An event that a handler could not handle. */
export interface DeadLetter {
  readonly position: string;
  /** e.g. `shipment.consigned:shipment/Org1MSP/S-1`. */
  readonly eventId: string;
  /** The event as JSON. */
  readonly event: string;
  /** What the handler threw, or that its process ended. */
  readonly reason: string;
  readonly addedMs: number;
}

/** A consumer's step from one position to the next. */
export interface ConsumerStep<T> {
  readonly consumer: string;
  readonly from: string | undefined;
  readonly to: string;
  /** What belongs to the step: on disk with the position, or not at all. */
  readonly work?: ((transaction: T) => Promise<void>) | undefined;
  readonly letter?: DeadLetter | undefined;
}

/** Which dead letters to list, in the order of their adding. */
export interface DeadLetterSelection {
  readonly consumer: string;
  /** Behind this one; all unless given. */
  readonly after?: string;
  readonly limit: number;
}

/**
 * Keeps positions in the database in which handlers write, `T` being what a handler writes with. `@kontti/store` has one in SQLite and one in
 * PostgreSQL. Faults are `KonttiError`s: STORE_BUSY for what passes by itself, STORE_FAILED for the rest.
 */
export interface ConsumerStore<T> {
  state(consumer: string): Promise<ConsumerState>;
  /** Counts a try of the event behind a position, on disk before it begins. */
  countAttempt(consumer: string, position: string | undefined): Promise<void>;
  /**
   * Does the work and moves the consumer in one transaction. @throws CONSUMER_MOVED, before the work, unless the consumer is at `from`; what the
   * work throws
   */
  advance(step: ConsumerStep<T>): Promise<void>;
  deadLetters(selection: DeadLetterSelection): Promise<readonly DeadLetter[]>;
  /** Removes a dead letter; false where there is none. */
  dropDeadLetter(consumer: string, position: string): Promise<boolean>;
  close(): Promise<void>;
}
