import { createHash } from 'node:crypto';
import {
  ModelError,
  batchKey,
  checkBatchRoot,
  checkBatchSignature,
  decodeBatch,
  entryOfBatch,
  foundOrAbsent,
  partiesOfConsignment,
  partiesOfLink,
  readConsignment,
  readDevice,
  readEntry,
  readGrant,
  readShipment,
  type Batch,
  type BatchEntry,
  type DeviceLife,
  type HeldBatch,
  type HeldConsignment,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';

/** A batch that passed every check. */
export interface CheckedBatch {
  readonly bytes: Buffer;
  readonly batch: Batch;
  readonly entry: BatchEntry;
  readonly device: DeviceLife;
  readonly consignment: HeldConsignment;
  /** The submission that has the very same bytes already. */
  readonly recorded: HeldBatch | undefined;
}

interface Submitted {
  readonly bytes: Buffer;
  readonly field: string;
}

/** Checks a batch after those of the same request. */
export async function checkBatch(
  ledger: Ledger,
  submitted: Submitted,
  latestOfDevice: ReadonlyMap<string, BatchEntry>,
): Promise<CheckedBatch> {
  const { bytes, field } = submitted;
  const batch = within(field, () => decodeBatch(bytes));
  const { header } = batch;
  demandOwner(ledger.caller, { id: header.device, field: `${field}.header.device` });
  demandScope(ledger, batch, field);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const recorded = await findRecorded(ledger, { batch, sha256, field });
  const device = await demandDevice(ledger, { batch, field, isRecorded: recorded !== undefined });
  const consignment = await demandConsignment(ledger, { batch, field });
  if (recorded !== undefined) return { bytes, batch, entry: recorded.entry, device, consignment, recorded };
  const under = await demandParty(ledger, { consignment, field });
  const previous = await demandPrevious(ledger, { batch, field, latest: latestOfDevice.get(header.device) });
  within(field, () => checkBatchRoot(batch));
  const entry: BatchEntry = {
    ...entryOfBatch(batch),
    sha256,
    ...(previous === undefined ? {} : { previous }),
    ...(under === undefined ? {} : { under }),
  };
  return { bytes, batch, entry, device, consignment, recorded };
}

function demandScope(ledger: Ledger, { header }: Batch, field: string): void {
  const { channel, chaincode } = ledger.scope;
  if (header.channel === channel && header.chaincode === chaincode) return;
  const name = header.channel === channel ? 'chaincode' : 'channel';
  const details = { reason: name, expected: ledger.scope[name] };
  throw new ContractError({ code: 'BATCH_CONTEXT', field: `${field}.header.${name}`, details });
}

async function findRecorded(
  ledger: Ledger,
  signed: { readonly batch: Batch; readonly sha256: string; readonly field: string },
): Promise<HeldBatch | undefined> {
  const { device, firstSequence } = signed.batch.header;
  const recorded = await readEntry(ledger.facts, { device, firstSequence });
  if (recorded === undefined || recorded.entry.sha256 === signed.sha256) return recorded;
  const key = batchKey.build({ device, sequence: firstSequence });
  throw new ContractError({ code: 'ALREADY_EXISTS', field: signed.field, details: { key } });
}

/** A repeated batch of a device that was revoked meanwhile gets the answer that it had. */
async function demandDevice(
  ledger: Ledger,
  signed: { readonly batch: Batch; readonly field: string; readonly isRecorded: boolean },
): Promise<DeviceLife> {
  const { batch, field, isRecorded } = signed;
  const device = foundOrAbsent(await readDevice(ledger.facts, batch.header.device));
  if (device === undefined) {
    throw new ContractError({ code: 'UNKNOWN_DEVICE', field: `${field}.header.device` });
  }
  if (device.isRevoked && !isRecorded) {
    throw new ContractError({ code: 'DEVICE_REVOKED', field: `${field}.header.device` });
  }
  within(field, () => checkBatchSignature(batch, device.registered.fact.body.publicKey));
  return device;
}

/** A batch may leave the container out, but it does not name another one than the shipment's. */
async function demandConsignment(
  ledger: Ledger,
  signed: { readonly batch: Batch; readonly field: string },
): Promise<HeldConsignment> {
  const { batch, field } = signed;
  const { shipment, container } = batch.header;
  const consignment = foundOrAbsent(await readConsignment(ledger.facts, shipment));
  if (consignment === undefined) {
    throw new ContractError({ code: 'UNKNOWN_SHIPMENT', field: `${field}.header.shipment` });
  }
  const unit = consignment.shipment.container ?? consignment.shipment.uld;
  if (container === undefined || container === unit) return consignment;
  const details = { reason: 'container', ...(unit === undefined ? {} : { expected: unit }) };
  throw new ContractError({ code: 'BATCH_CONTEXT', field: `${field}.header.container`, details });
}

/**
 * The digest of the fact that makes the caller a party of the shipment, where its consignment does not. Custody is read only then, so
 * that batches of the usual parties do not conflict with moves of custody.
 */
async function demandParty(
  ledger: Ledger,
  attached: { readonly consignment: HeldConsignment; readonly field: string },
): Promise<string | undefined> {
  const { consignment, field } = attached;
  const { mspId: company } = ledger.caller;
  if (partiesOfConsignment(consignment).includes(company)) return undefined;
  const { shipmentId } = consignment;
  const grant = await readGrant(ledger.facts, { shipmentId, company });
  if (grant !== undefined) return grant;
  const shipment = foundOrAbsent(await readShipment(ledger.facts, shipmentId));
  const link = shipment?.links.find((each) => partiesOfLink(each).includes(company));
  if (link === undefined) throw new ContractError({ code: 'NOT_A_PARTY', field: `${field}.header.shipment` });
  return link.digest;
}

/** The digest of the fact with the device's batch before; `undefined` where this request has it, and for the first batch. */
async function demandPrevious(
  ledger: Ledger,
  signed: { readonly batch: Batch; readonly field: string; readonly latest: BatchEntry | undefined },
): Promise<string | undefined> {
  const { batch, field, latest } = signed;
  const { device, firstSequence, previousSequence, previousDigest } = batch.header;
  const recorded =
    latest === undefined && previousSequence !== undefined
      ? await readEntry(ledger.facts, { device, firstSequence: previousSequence })
      : undefined;
  const before = latest ?? recorded?.entry;
  const expected = before === undefined ? 0 : before.firstSequence + before.count;
  const wrong =
    before?.firstSequence !== previousSequence
      ? 'previousSequence'
      : firstSequence !== expected
        ? 'firstSequence'
        : before?.digest === previousDigest
          ? undefined
          : 'previousDigest';
  if (wrong === undefined) return recorded?.sealed.digest;
  throw new ContractError({
    code: 'BATCH_SEQUENCE',
    field: `${field}.header.${wrong}`,
    details: { expected },
  });
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
