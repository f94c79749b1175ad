import {
  ModelError,
  buildKey,
  checkBatchRoot,
  checkBatchSignature,
  decodeBatch,
  ownerOf,
  type Batch,
  type ReadingSubmission,
  type Shipment,
  type SubmissionReceipt,
} from '@kontti/model';
import { findDevice } from '../company/devices.js';
import { ContractError } from '../errors.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandOwner } from '../kernel/ownership.js';
import { rulePolicyBytes } from '../kernel/rules.js';
import { batchKey, isOfScope, readBatch, type ProvenBatch } from './batch-reader.js';
import { listBatch } from './batch-lists.js';
import { findBatchExcursions, writeExcursions } from './excursions.js';

/** A batch that passed every check, and whether the very same bytes stand on the ledger already. */
interface CheckedBatch extends ProvenBatch {
  readonly isStored: boolean;
  readonly shipment: Shipment;
}

/** Stores batches that devices of the calling company have signed; bytes that stand there already change nothing. */
export async function submitBatches(ledger: Ledger, request: ReadingSubmission): Promise<SubmissionReceipt> {
  ledger.caller.demand('operator');
  const checked: CheckedBatch[] = [];
  const lastOfDevice = new Map<string, Batch>();
  for (const [index, text] of request.batches.entries()) {
    const field = `batches[${index}]`;
    const next = await checkBatch(ledger, { bytes: Buffer.from(text, 'base64'), field });
    const { device } = next.batch.header;
    demandFollowing(lastOfDevice.get(device), { batch: next.batch, field });
    lastOfDevice.set(device, next.batch);
    checked.push(next);
  }
  for (const batch of checked) {
    if (!batch.isStored) await storeBatch(ledger, batch);
  }
  return { batches: checked.map(({ key, batch }) => ({ key, digest: batch.digest })) };
}

/** Batches of a device come in order, without overlap; whether those of other transactions fit is for their readers to check. */
function demandFollowing(
  before: Batch | undefined,
  next: { readonly batch: Batch; readonly field: string },
): void {
  if (before === undefined) return;
  const { firstSequence, previousDigest } = next.batch.header;
  const expected = before.header.firstSequence + before.header.count;
  const isAdjacent = firstSequence === expected;
  if (firstSequence > expected || (isAdjacent && previousDigest === before.digest)) return;
  const field = `${next.field}.header.${isAdjacent ? 'previousDigest' : 'firstSequence'}`;
  throw new ContractError({ code: 'BATCH_SEQUENCE', field, details: { expected } });
}

async function checkBatch(
  ledger: Ledger,
  submitted: { bytes: Buffer; field: string },
): Promise<CheckedBatch> {
  const { bytes, field } = submitted;
  const batch = within(field, () => decodeBatch(bytes));
  const { device, shipment: shipmentId } = batch.header;
  demandOwner(ledger.caller, { id: device, field: `${field}.header.device` });
  if (!isOfScope(ledger, batch)) {
    const name = batch.header.channel === ledger.scope.channel ? 'chaincode' : 'channel';
    throw new ContractError({ code: 'BATCH_CONTEXT', field: `${field}.header.${name}` });
  }
  const key = batchKey(batch);
  const stored = await readBatch(ledger, key);
  if (stored !== undefined && !stored.bytes.equals(bytes)) {
    throw new ContractError({ code: 'ALREADY_EXISTS', field, details: { key } });
  }
  await checkDevice(ledger, { batch, field, isStored: stored !== undefined });
  const shipment = await demandConsignment(ledger, { shipmentId, field: `${field}.header.shipment` });
  checkContainer(batch, { shipment, field });
  return { key, bytes, batch, shipment, isStored: stored !== undefined };
}

/** A repeated batch of a device that was revoked meanwhile gets the answer that it had. */
async function checkDevice(
  ledger: Ledger,
  signed: { readonly batch: Batch; readonly field: string; readonly isStored: boolean },
): Promise<void> {
  const { batch, field, isStored } = signed;
  const device = await findDevice(ledger, batch.header.device);
  if (device === undefined)
    throw new ContractError({ code: 'UNKNOWN_DEVICE', field: `${field}.header.device` });
  if (device.revoked !== undefined && !isStored) {
    throw new ContractError({ code: 'DEVICE_REVOKED', field: `${field}.header.device` });
  }
  within(field, () => {
    checkBatchSignature(batch, device.registered.fact.body.publicKey);
    checkBatchRoot(batch);
  });
}

/** Only the consignment is read, so that batches do not conflict with moves of custody. */
async function demandConsignment(
  ledger: Ledger,
  named: { readonly shipmentId: string; readonly field: string },
): Promise<Shipment> {
  const key = buildKey('shipment', { shipment: named.shipmentId });
  const held = await ledger.facts.held('shipment.consigned', key);
  if (held === undefined) throw new ContractError({ code: 'UNKNOWN_SHIPMENT', field: named.field });
  return held.fact.body;
}

/** A batch may leave the container out, but it does not name another one. */
function checkContainer(
  { header }: Batch,
  expected: { readonly shipment: Shipment; readonly field: string },
): void {
  const unit = expected.shipment.container ?? expected.shipment.uld;
  if (header.container === undefined || header.container === unit) return;
  const details = unit === undefined ? {} : { expected: unit };
  throw new ContractError({ code: 'BATCH_CONTEXT', field: `${expected.field}.header.container`, details });
}

async function storeBatch(ledger: Ledger, checked: CheckedBatch): Promise<void> {
  const { key, bytes, batch, shipment } = checked;
  const { device, shipment: shipmentId } = batch.header;
  const owner = ownerOf(device);
  const parties = { consignor: ownerOf(shipmentId), consignee: shipment.consignee };
  const rule = await ledger.rules.latest({ owner, assetType: 'reading' });
  const policy = rulePolicyBytes(rule?.value.fact.body.rule, { ...parties, self: owner });
  ledger.state.put({ key, value: bytes, policy });
  listBatch(ledger.indexes, checked);
  ledger.events.add({ type: 'reading.submitted', key, digest: batch.digest });
  const excursions = findBatchExcursions(checked, shipment.conditions);
  if (excursions !== undefined)
    await writeExcursions(ledger, { found: checked, record: excursions, parties });
}

/** Names the batch of the submission in what the model refuses. */
function within<T>(field: string, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { code, rule, details } = error;
    const path = error.field === 'batch' ? field : `${field}.${error.field}`;
    throw new ModelError({ code, field: path, rule, details, cause: error });
  }
}
