import { LIMITS } from '@kontti/model';
import type { KonttiClient } from '../client';
import type { KonttiError } from '../errors';
import { TIMEOUT_MS_MAX } from '../limits';
import type { OptionRules } from '../options/check-options';
import { abortSignal, asyncIterable, callback, object, required, wholeNumber } from '../options/rules';
import type { DeviceSigner } from './device-signer';
import type { ReadingRow } from './reading-row';

/** Rows that one transaction recorded, of one device. */
export interface RecordedRows<R> {
  /** The rows are on the ledger. */
  readonly status: 'recorded';
  /** In the order of the source. */
  readonly rows: readonly R[];
  /** Id of the device. */
  readonly deviceId: string;
  /** Number of the first row's reading. */
  readonly firstSequence: number;
  /** The transaction that recorded them. */
  readonly transactionId: string;
  /** Number of its block. */
  readonly block: bigint;
}

/** Rows that were on the ledger before. */
export interface PresentRows<R> {
  /** The ledger has readings with the times and values of these rows. */
  readonly status: 'present';
  /** In the order of the source. */
  readonly rows: readonly R[];
  /** Id of the device. */
  readonly deviceId: string;
}

/** Rows that are not recorded. */
export interface RejectedRows<R> {
  /** The rows are not on the ledger. */
  readonly status: 'rejected';
  /** In the order of the source. */
  readonly rows: readonly R[];
  /** Why: of the rows themselves, or of the ledger's contract. */
  readonly error: KonttiError;
}

/** What became of some rows. Each row of a source is in one outcome. */
export type RowsOutcome<R> = RecordedRows<R> | PresentRows<R> | RejectedRows<R>;

/** How many rows became what. */
export interface RecordSummary {
  /** Rows that were recorded. */
  readonly recorded: number;
  /** Rows that were on the ledger before. */
  readonly present: number;
  /** Rows that were refused. */
  readonly rejected: number;
}

/** What is recorded, and how. */
export interface RecordOptions<R> {
  /** Of the company that owns the devices. */
  readonly client: KonttiClient;
  /** A list, a generator or a Node stream of objects. Rows of a device come in the order of their times. */
  readonly rows: Iterable<R> | AsyncIterable<R>;
  /** Makes a reading of a row; rows are readings unless given. A row for which it throws is rejected. */
  readonly toReading?: (row: R) => ReadingRow;
  /** Returns how a device signs; `undefined` for a device that the caller does not know, whose rows are rejected. */
  readonly signerOf: (deviceId: string) => DeviceSigner | undefined | Promise<DeviceSigner | undefined>;
  /** Called with what became of rows; no further rows are taken before it resolved. */
  readonly onOutcome?: (outcome: RowsOutcome<R>) => void | Promise<void>;
  /** Readings of a batch; 4096 unless given. */
  readonly readingsMax?: number;
  /** Bytes of a batch; 120 KiB unless given. */
  readonly bytesMax?: number;
  /** Time after which a row is sent, in milliseconds, also when its batch is not full; as long as it takes to fill it unless given. */
  readonly ageMs?: number;
  /** How far a row may be ahead of this machine's clock, in milliseconds; 5 minutes unless given. */
  readonly aheadMs?: number;
  /** Time between two rows of a device after which the next one has to show that its clock did not jump; a day unless given. */
  readonly jumpMs?: number;
  /** Ends the recording with CANCELLED, once what is on its way arrived. */
  readonly signal?: AbortSignal;
}

/** What the options of a recording may be. */
export const RECORD_OPTIONS: OptionRules<RecordOptions<never>> = {
  client: required(object),
  rows: required(asyncIterable),
  toReading: callback,
  signerOf: required(callback),
  onOutcome: callback,
  readingsMax: wholeNumber(1, LIMITS.batchReadingsMax),
  bytesMax: wholeNumber(1024, LIMITS.batchBytesMax),
  ageMs: wholeNumber(1, TIMEOUT_MS_MAX),
  aheadMs: wholeNumber(0, TIMEOUT_MS_MAX),
  jumpMs: wholeNumber(1, TIMEOUT_MS_MAX),
  signal: abortSignal,
};
