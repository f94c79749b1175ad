import { isVouched, readRegistration, type HeldDevice } from '../company/life';
import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { foundOrAbsent, ofType, sealedAt, sealedWith, type FactReader, type Found } from '../fact/reader';
import { readConsignment, type HeldConsignment } from '../shipment/consignment-life';
import { mayAttach } from '../shipment/parties';
import type { BatchEntry, ReadingsSubmitted } from './batch-entry';
import { batchKey, readingSubmitted } from './facts';

/** A sealed submission of batches. */
export type HeldSubmission = Sealed<Fact<'reading.submitted', ReadingsSubmitted>>;

/** A batch of a device: the submission that has it, and its place in it. */
export interface HeldBatch {
  readonly entry: BatchEntry;
  readonly index: number;
  readonly sealed: HeldSubmission;
}

/** What a batch that holds relies on. */
export interface BatchParents {
  readonly device: HeldDevice;
  readonly consignment: HeldConsignment;
}

/** The sealed submission's entry under a batch's key, whether it holds or not. */
export async function readEntry(
  reader: FactReader,
  batch: { readonly device: string; readonly firstSequence: number },
): Promise<HeldBatch | undefined> {
  const { device, firstSequence } = batch;
  const address = { mspId: ownerOf(device), key: batchKey.build({ device, sequence: firstSequence }) };
  return entryOf(await sealedAt(reader, readingSubmitted, address), batch);
}

/** The batch of a device that starts with that reading, or why it does not hold. */
export async function readBatch(
  reader: FactReader,
  batch: { readonly device: string; readonly firstSequence: number },
): Promise<Found<HeldBatch & BatchParents>> {
  const { device, firstSequence } = batch;
  const key = batchKey.build({ device, sequence: firstSequence });
  const reading = await reader.read({ mspId: ownerOf(device), key });
  if (reading.status === 'absent') return undefined;
  if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
  const held = entryOf(ofType(reading, readingSubmitted), batch);
  const context = held === undefined ? undefined : await readContext(reader, held);
  return held === undefined || context === undefined
    ? { rejected: { key, reason: 'void' } }
    : { found: { ...held, ...context } };
}

/**
 * What a batch relies on, when it holds: its device is registered, its owner may attach readings to the shipment, it follows the
 * device's batch before without a gap, and it is vouched for as the owner's rule demands.
 */
export async function readContext(
  reader: FactReader,
  { entry, sealed }: HeldBatch,
): Promise<BatchParents | undefined> {
  const company = ownerOf(entry.device);
  const [device, consignment] = await Promise.all([
    readRegistration(reader, entry.device).then(foundOrAbsent),
    readConsignment(reader, entry.shipment).then(foundOrAbsent),
  ]);
  if (device === undefined || consignment === undefined) return undefined;
  const { consignor, shipment } = consignment;
  const { consignee } = shipment;
  const holds =
    isVouched(device.rule, { self: company, consignor, consignee }, sealed.fact) &&
    (await mayAttach(reader, consignment, { company, under: entry.under })) &&
    (await isNextBatch(reader, { entry, sealed }));
  return holds ? { device, consignment } : undefined;
}

async function isNextBatch(
  reader: FactReader,
  { entry, sealed }: Pick<HeldBatch, 'entry' | 'sealed'>,
): Promise<boolean> {
  const { device, firstSequence, previousSequence, previousDigest, previous } = entry;
  if (previousSequence === undefined) return firstSequence === 0;
  const fact = previous === undefined ? sealed : await sealedWith(reader, readingSubmitted, previous);
  const before = entryOf(fact, { device, firstSequence: previousSequence });
  if (before === undefined || before.entry.digest !== previousDigest) return false;
  return before.entry.firstSequence + before.entry.count === firstSequence;
}

function entryOf(
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
