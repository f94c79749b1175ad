import type { Timers } from '../gateway/timers';
import { TIMERS } from '../gateway/timers';
import { OUTBOX_NAME_LENGTH_MAX } from '../limits';
import type { OptionRules } from '../options/check-options';
import {
  abortSignal,
  callback,
  flag,
  matching,
  wholeNumber,
  nested,
  object,
  oneOf,
  required,
  secretBytes,
} from '../options/rules';
import { OUTBOX_OPERATIONS } from './operations';
import type { OutboxOperation, OutboxRequests } from './operations';
import { ENCRYPTION_KEY_BYTES } from './payload';
import type { RowOptions } from './prepare-row';
import type { RunOptions } from './run';
import type { OutboxStore } from './store';

/** Where an outbox keeps its rows, and how. */
export interface OutboxOptions {
  /** e.g. of `@kontti/store`. The outbox closes it. */
  readonly store: OutboxStore;
  /** 32 bytes with which requests are encrypted on disk (AES-256-GCM); they are clear text unless given. */
  readonly encryptionKey?: Uint8Array;
  /** How long rows are remembered after their commit, in milliseconds; 7 days unless given. */
  readonly keptMs?: number;
  /** Time and chance; the process's own unless given. */
  readonly timers?: Timers;
}

/** Which row. */
export interface RowReference {
  /** Id of the row, as it was added. */
  readonly id: string;
}

/** Another request for a row, e.g. an order that its holder signed anew. */
export interface Replacement<O extends OutboxOperation = OutboxOperation> extends RowReference {
  /** e.g. `loyalty.transfer`. */
  readonly operation: O;
  /** The request that is sent instead, signed anew. */
  readonly request: OutboxRequests[O];
}

const name = matching(
  new RegExp(`^[^\\0-\\x1f\\x7f]{1,${OUTBOX_NAME_LENGTH_MAX}}$`, 'u'),
  `a text of 1 to ${OUTBOX_NAME_LENGTH_MAX} characters without control characters`,
);

/** What the options of an outbox may be. */
export const OUTBOX_OPTIONS: OptionRules<OutboxOptions> = {
  store: required(object),
  encryptionKey: secretBytes(ENCRYPTION_KEY_BYTES),
  keptMs: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  timers: nested(TIMERS),
};

/** What a row may be. */
export const ROW_OPTIONS: OptionRules<RowOptions> = {
  id: required(name),
  key: name,
  operation: required(oneOf(...OUTBOX_OPERATIONS)),
  request: required(object),
  isPrivate: flag,
};

/** Which row. */
export const ROW_REFERENCE: OptionRules<RowReference> = { id: required(name) };

/** What takes a request's place. */
export const REPLACEMENT: OptionRules<Replacement> = {
  id: required(name),
  operation: required(oneOf(...OUTBOX_OPERATIONS)),
  request: required(object),
};

/** What the options of the sending may be. */
export const RUN_OPTIONS: OptionRules<RunOptions> = {
  connect: required(callback),
  signal: abortSignal,
  onPause: callback,
};
