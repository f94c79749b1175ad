import { createError } from '../errors';
import type { Timers } from '../gateway/timers';
import { OUTBOX_REQUEST_BYTES_MAX } from '../limits';
import { optionError } from '../options/check-options';
import { checkRequest } from './operations';
import type { OutboxOperation, OutboxRequests } from './operations';
import { digestOf, requestToText, sealRequest } from './payload';
import type { NewRow } from './store';

/** What is to be recorded. */
export interface RowOptions<O extends OutboxOperation = OutboxOperation> {
  /**
   * Names the row, e.g. by the number of an order: a repeat of the same content adds nothing, other content is refused. The outbox remembers
   * it for `keptMs` after the commit.
   */
  readonly id: string;
  /** Rows of a key are recorded one after the other, in the order in which they were added; the id unless given. */
  readonly key?: string;
  /** The operation by its name on the client. */
  readonly operation: O;
  /** What the operation of the client takes. */
  readonly request: OutboxRequests[O];
  /** True for what must not be on disk as clear text: the outbox then needs an `encryptionKey`. */
  readonly isPrivate?: boolean;
}

/** What rows are prepared with. */
interface Preparing {
  readonly encryptionKey: Uint8Array | undefined;
  readonly timers: Timers;
}

/** A row for the store, once its request is checked. @throws OPTIONS_INVALID, and the model's codes for a wrong request */
export async function prepareRow(
  { encryptionKey, timers }: Preparing,
  options: RowOptions,
): Promise<NewRow & { readonly progress: { readonly request: Uint8Array } }> {
  const { id, key = id, operation, request, isPrivate = false } = options;
  if (isPrivate && encryptionKey === undefined) {
    throw createError('OPTIONS_INVALID', {
      because: 'a private row needs the option encryptionKey of the outbox',
      details: { option: 'isPrivate', rule: 'false without an encryptionKey' },
    });
  }
  await checkRequest(operation, request, timers);
  const text = requestToText(request);
  if (Buffer.byteLength(text) > OUTBOX_REQUEST_BYTES_MAX) {
    throw optionError({ option: 'request', rule: `at most ${OUTBOX_REQUEST_BYTES_MAX} bytes of JSON` });
  }
  const nowMs = timers.nowMs();
  return {
    ...{ id, key, operation, addedMs: nowMs },
    digest: digestOf({ operation, key, text }, encryptionKey),
    progress: {
      state: 'waiting',
      request: sealRequest({ id, text }, encryptionKey),
      transactionId: undefined,
      envelope: undefined,
      attempts: 0,
      dueMs: 0,
      reason: undefined,
      outcome: undefined,
      changedMs: nowMs,
    },
  };
}
