import { isVouched } from '../company/life';
import { ownerOf } from '../fact/key-form';
import { foundOrAbsent, ofType, sealedWith, type FactReader, type Found } from '../fact/reader';
import type { BatchEntry } from './batch-entry';
import { batchPlace } from './device-facts';
import { epochsAt, readChangedDevice, type DeviceEpoch, type ChangedDevice } from './device-life';
import { endOf, entryOf, readEntryIn, type BatchSeals, type HeldBatch } from './entries';
import { readingSubmitted } from './facts';
import { subjectOf } from './subject';
import { mayMeasure, readSubject, type HeldSubject } from './subject-life';

/** A batch by its device and its first reading. */
export interface BatchName {
  readonly device: string;
  readonly firstSequence: number;
}

/** What a batch that holds relies on. */
export interface BatchParents {
  readonly device: ChangedDevice;
  /** Who vouches for the batch, and by which key it is signed. */
  readonly epoch: DeviceEpoch;
  readonly about: HeldSubject;
}

/** The sealed submission's entry for that batch, whether it holds or not. */
export async function readEntry(
  reader: FactReader,
  device: Pick<ChangedDevice, 'epochs'>,
  firstSequence: number,
): Promise<HeldBatch | undefined> {
  for (const epoch of epochsAt(device, firstSequence)) {
    const held = await readEntryIn(reader, epoch, firstSequence);
    if (held !== undefined) return held;
  }
  return undefined;
}

/** The batch of a device that starts with that reading, or why it does not hold. */
export async function readBatch(
  reader: FactReader,
  batch: BatchName,
): Promise<Found<HeldBatch & BatchParents>> {
  const life = foundOrAbsent(await readChangedDevice(reader, batch.device));
  const registering = { device: batch.device, owner: ownerOf(batch.device), change: 0 };
  const places: readonly BatchSeals[] =
    life === undefined ? [registering] : epochsAt(life, batch.firstSequence);
  for (const place of places) {
    const found = await readBatchIn(reader, { batch, place, life });
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readBatchIn(
  reader: FactReader,
  sought: { readonly batch: BatchName; readonly place: BatchSeals; readonly life: ChangedDevice | undefined },
): Promise<Found<HeldBatch & BatchParents>> {
  const { batch, place, life } = sought;
  const { device, firstSequence: sequence } = batch;
  const key = batchPlace({ device, sequence, change: place.change });
  const reading = await reader.read({ mspId: place.owner, key });
  if (reading.status === 'absent') return undefined;
  if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
  const submission = ofType(reading, readingSubmitted);
  // A change of the device has the key that its owner's next batch would have had.
  if (submission === undefined && life?.links.includes(reading.sealed.digest) === true) return undefined;
  const held = entryOf(submission, batch);
  const context = held === undefined ? undefined : await readContext(reader, held);
  return held === undefined || context === undefined
    ? { rejected: { key, reason: 'void' } }
    : { found: { ...held, ...context } };
}

/**
 * What a batch relies on, when it holds: its device is registered, and owned by the company that vouches for the batch; that company may
 * attach readings to what the batch is about; the batch follows the device's batch before without a gap, and it is vouched for as the rule
 * of the device demands.
 */
export async function readContext(
  reader: FactReader,
  { entry, sealed }: HeldBatch,
): Promise<BatchParents | undefined> {
  const company = readingSubmitted.key.parse(sealed.fact.key)?.company ?? '';
  const [device, about] = await Promise.all([
    readChangedDevice(reader, entry.device).then(foundOrAbsent),
    readSubject(reader, subjectOf(entry)),
  ]);
  const epoch = device === undefined ? undefined : epochOf(device, entry, company);
  if (device === undefined || epoch === undefined || about === undefined) return undefined;
  const holds =
    isVouched(device.rule, { ...about.roles, self: company }, sealed.fact) &&
    (await mayMeasure(reader, about, { company, under: entry.under })) &&
    (await isNextBatch(reader, epoch, { entry, sealed }));
  return holds ? { device, epoch, about } : undefined;
}

/** The epoch that a batch names, when it is the company's, and the batch ends before another company has the device. */
function epochOf({ epochs }: ChangedDevice, entry: BatchEntry, company: string): DeviceEpoch | undefined {
  const { change = 0, tenure = 0 } = entry;
  const index = epochs.findIndex((each) => each.change === change);
  const epoch = epochs[index];
  if (epoch?.owner !== company || epoch.tenure !== tenure) return undefined;
  const next = epochs.slice(index + 1).find((each) => each.tenure !== tenure);
  const isWithin =
    entry.firstSequence >= epoch.firstSequence && endOf(entry) <= (next?.firstSequence ?? Infinity);
  return isWithin ? epoch : undefined;
}

async function isNextBatch(
  reader: FactReader,
  epoch: DeviceEpoch,
  { entry, sealed }: Pick<HeldBatch, 'entry' | 'sealed'>,
): Promise<boolean> {
  const { firstSequence, previousSequence, previousDigest, previous } = entry;
  if (firstSequence === epoch.firstSequence) {
    if (epoch.before === undefined) return previousSequence === undefined;
    if (previousSequence !== epoch.before.sequence) return false;
    const last = await readEntryIn(reader, epoch.before.epoch, epoch.before.sequence);
    return last?.entry.digest === previousDigest && last?.sealed.digest === previous;
  }
  if (previousSequence === undefined) return false;
  const fact = previous === undefined ? sealed : await sealedWith(reader, readingSubmitted, previous);
  const before = entryOf(fact, { device: entry.device, firstSequence: previousSequence })?.entry;
  if (before === undefined || before.digest !== previousDigest) return false;
  return (before.change ?? 0) === epoch.change && endOf(before) === firstSequence;
}
