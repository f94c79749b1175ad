import type { SubmissionReceipt } from '@kontti/model';
import { createError, KonttiError } from '../errors';
import { toKonttiError } from '../to-kontti-error';
import type { Submitted } from '../operation';
import type { IndexedBatch } from './batch-groups';

/** Which batch of the input. */
export interface BatchPlace {
  /** In the input, from 0. */
  readonly index: number;
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
}

/** Batches that one transaction stored. */
export interface StoredGroup extends Submitted<SubmissionReceipt> {
  /** The group is on the ledger. */
  readonly status: 'stored';
  /** Its batches, by their places in the input. */
  readonly batches: readonly BatchPlace[];
}

/** Batches that were not stored, or of which that is not known (OUTCOME_UNKNOWN). */
export interface FailedGroup {
  /** Why it has an error: this group was not stored. */
  readonly status: 'failed';
  /** Its batches, by their places in the input. */
  readonly batches: readonly BatchPlace[];
  /** Where one batch is at fault, `details.index` and `details.deviceId` name it. */
  readonly error: KonttiError;
}

/** What became of batches that were submitted together. */
export type GroupOutcome = StoredGroup | FailedGroup;

/** The input's own index and the device, without the bytes. */
export function toPlaces(group: readonly IndexedBatch[]): BatchPlace[] {
  return group.map(({ index, deviceId }) => ({ index, deviceId }));
}

/** A group that failed; the error names the batch by its index in the input instead of that in its transaction. */
export function groupFailed(group: readonly IndexedBatch[], failure: unknown): FailedGroup {
  const error = toKonttiError(failure);
  const { field } = error.details;
  const [, place] = typeof field === 'string' ? (/^batches\[(\d+)\]/.exec(field) ?? []) : [];
  const batch = place === undefined ? undefined : group[Number(place)];
  return {
    status: 'failed',
    batches: toPlaces(group),
    error: batch === undefined ? error : withPlace(error, batch),
  };
}

function withPlace(error: KonttiError, { index, deviceId }: IndexedBatch): KonttiError {
  const rename = (text: string): string => text.replaceAll(/batches\[\d+\]/g, `batches[${index}]`);
  const { code, stage, message, details, cause } = error;
  return new KonttiError({
    code,
    stage,
    message: `${rename(message)} The batch is of ${deviceId}.`,
    details: { ...details, field: rename(String(details['field'])), index, deviceId },
    cause: cause ?? error,
  });
}

/** Batches that are not sent, since an earlier one of their device was not stored. */
export function groupHeldBack(group: readonly IndexedBatch[], earlier: FailedBatch): FailedGroup {
  const [first] = group;
  const { index: failedIndex, error: cause } = earlier;
  const deviceId = first?.deviceId;
  const error = createError('EARLIER_BATCH_FAILED', {
    because: `batches[${failedIndex}] of ${deviceId ?? ''} failed with ${cause.code}`,
    details: { index: first?.index, deviceId, failedIndex },
    cause,
  });
  return { status: 'failed', batches: toPlaces(group), error };
}

/** The first batch of a device that was not stored. */
export interface FailedBatch {
  readonly index: number;
  readonly error: KonttiError;
}
