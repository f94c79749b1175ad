import type { Fact, Sealed } from '../fact/define-fact';
import { sealedAt, type FactReader } from '../fact/reader';
import type { BatchEntry, ReadingsSubmitted } from './batch-entry';
import { batchPlace } from './device-facts';
import { readingSubmitted } from './facts';

/** A sealed submission of batches. */
export type HeldSubmission = Sealed<Fact<'reading.submitted', ReadingsSubmitted>>;

/** A batch of a device: the submission that has it, and its place in it. */
export interface HeldBatch {
  readonly entry: BatchEntry;
  readonly index: number;
  readonly sealed: HeldSubmission;
}

/** In whose seals a device's batches are, and under which keys. */
export interface BatchSeals {
  readonly device: string;
  readonly owner: string;
  /** Number of the device's last change; 0 before the first. */
  readonly change: number;
}

/** The sealed submission's entry under a batch's key, whether it holds or not. */
export async function readEntryIn(
  reader: FactReader,
  seals: BatchSeals,
  firstSequence: number,
): Promise<HeldBatch | undefined> {
  const { device, owner: mspId, change } = seals;
  const key = batchPlace({ device, sequence: firstSequence, change });
  return entryOf(await sealedAt(reader, readingSubmitted, { mspId, key }), { device, firstSequence });
}

/** The entry of a submission for that batch. */
export function entryOf(
  sealed: HeldSubmission | undefined,
  batch: { readonly device: string; readonly firstSequence: number },
): HeldBatch | undefined {
  if (sealed === undefined) return undefined;
  const index = sealed.fact.body.batches.findIndex(
    ({ device, firstSequence }) => device === batch.device && firstSequence === batch.firstSequence,
  );
  const entry = sealed.fact.body.batches[index];
  return entry === undefined ? undefined : { entry, index, sealed };
}

/** The number of the reading behind a batch. */
export function endOf({ firstSequence, count }: Pick<BatchEntry, 'firstSequence' | 'count'>): number {
  return firstSequence + count;
}
