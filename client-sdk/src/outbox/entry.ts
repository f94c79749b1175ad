import type { KonttiError } from '../errors';
import { OUTBOX_REASON_LENGTH_MAX } from '../limits';
import type { OutboxRow, OutboxState } from './store';

/** Why a row waits, or what somebody has to mend. */
export interface OutboxReason {
  /** Code of the error. */
  readonly code: string;
  /** The stage at which it failed, e.g. `endorse`. */
  readonly stage: string;
  /** What happened, in a sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What a row became on the ledger. */
export interface OutboxOutcome {
  /** The transaction that committed it. */
  readonly transactionId: string;
  /** Number of its block. */
  readonly block: bigint;
  /** What the chaincode answered: its JSON, times in milliseconds and amounts as decimal strings; text where it is none. */
  readonly result: unknown;
}

/** A row as its caller sees it. Its request is not shown, since it may be private. */
export interface OutboxEntry {
  /** Names the row for its caller. */
  readonly id: string;
  /** Rows of a key are sent one after the other. */
  readonly key: string;
  /** e.g. `shipments.consign`. */
  readonly operation: string;
  /**
   * `waiting`: nothing of it can be on the ledger. `sent`: it was signed and may be on the ledger. `committed`: it is. `failed`: it was
   * refused, and goes on after `retry` or `drop`. `unsigned`: its holder has to sign another order, for `replace`.
   */
  readonly state: OutboxState;
  /** Times that it was tried since it was added or taken up again. */
  readonly attempts: number;
  /** When it was added. */
  readonly addedAt: Date;
  /** When its state changed last. */
  readonly changedAt: Date;
  /** Of the transaction that was signed last, or that committed. */
  readonly transactionId: string | undefined;
  /** Why it waits or failed. */
  readonly reason: OutboxReason | undefined;
  /** What is on the ledger, once it is committed. */
  readonly outcome: OutboxOutcome | undefined;
}

/** What a row keeps of an error: what a person needs, within a bound. */
export function errorToReason({ code, stage, message, details }: KonttiError): string {
  const reason: OutboxReason = {
    code,
    stage,
    message: message.slice(0, OUTBOX_REASON_LENGTH_MAX),
    remedy: details.remedy,
  };
  return JSON.stringify(reason);
}

/** A row as its caller sees it. */
export function rowToEntry({ id, key, operation, addedMs, progress }: OutboxRow): OutboxEntry {
  const { state, attempts, changedMs, transactionId, reason, outcome } = progress;
  return {
    ...{ id, key, operation, state, attempts, transactionId },
    addedAt: new Date(addedMs),
    changedAt: new Date(changedMs),
    reason: reason === undefined ? undefined : (JSON.parse(reason) as OutboxReason),
    outcome: outcome === undefined ? undefined : textToOutcome(outcome),
  };
}

function textToOutcome(text: string): OutboxOutcome {
  const { transactionId, block, result } = JSON.parse(text) as {
    readonly transactionId: string;
    readonly block: string;
    readonly result: string;
  };
  return { transactionId, block: BigInt(block), result: textToResult(result) };
}

function textToResult(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
