import { createHash } from 'node:crypto';
import {
  ModelError,
  batchPlace,
  checkBatchRoot,
  checkBatchSignature,
  decodeBatch,
  endOf,
  entryOfBatch,
  foundOrAbsent,
  ownerOf,
  partiesOfLink,
  presentOf,
  readDevice,
  readEntry,
  readGrant,
  readMeasuringGrant,
  readShipment,
  readSubject,
  readingSubmitted,
  subjectOf,
  type Batch,
  type BatchEntry,
  type BatchHeader,
  type DeviceEpoch,
  type DeviceLife,
  type HeldBatch,
  type HeldSubject,
  type SubjectKind,
} from '@kontti/model';
import { ContractError, type RefusalCode } from '../errors';
import type { Ledger } from '../kernel/ledger';

/** A batch that passed every check. */
export interface CheckedBatch {
  readonly bytes: Buffer;
  readonly batch: Batch;
  readonly entry: BatchEntry;
  readonly device: DeviceLife;
  readonly epoch: DeviceEpoch;
  readonly about: HeldSubject;
  /** The submission that has the very same bytes already. */
  readonly recorded: HeldBatch | undefined;
}

/** What the batches of one request have in common. */
export interface SubmissionSoFar {
  readonly latestOfDevice: Map<string, BatchEntry>;
  readonly devices: Map<string, Promise<DeviceLife | undefined>>;
}

interface Submitted {
  readonly bytes: Buffer;
  readonly field: string;
}

/** Checks a batch after those of the same request. */
export async function checkBatch(
  ledger: Ledger,
  submitted: Submitted,
  soFar: SubmissionSoFar,
): Promise<CheckedBatch> {
  const { bytes, field } = submitted;
  const batch = within(field, () => decodeBatch(bytes));
  const { header } = batch;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = await findDevice(ledger, header.device, soFar);
  const held = known === undefined ? undefined : await readEntry(ledger.facts, known, header.firstSequence);
  const recorded = held?.entry.sha256 === sha256 ? held : undefined;
  demandVoucher(ledger, { device: known, header, recorded, field });
  demandScope(ledger, batch, field);
  if (held !== undefined && recorded === undefined) throw alreadyExists(held, field);
  const { device, epoch } = demandSigned(known, { batch, field, recorded });
  const about = await demandSubject(ledger, { batch, field });
  if (recorded !== undefined) return { bytes, batch, entry: recorded.entry, device, epoch, about, recorded };
  const under = await demandParty(ledger, { about, field });
  const latest = soFar.latestOfDevice.get(header.device);
  const previous = await demandPrevious(ledger, { batch, field, device, latest });
  within(field, () => checkBatchRoot(batch));
  const entry: BatchEntry = {
    ...entryOfBatch(batch),
    sha256,
    ...(previous === undefined ? {} : { previous }),
    ...(under === undefined ? {} : { under }),
    ...(epoch.change === 0 ? {} : { change: epoch.change }),
    ...(epoch.tenure === 0 ? {} : { tenure: epoch.tenure }),
  };
  return { bytes, batch, entry, device, epoch, about, recorded };
}

/** A device is read once in a request. */
async function findDevice(
  ledger: Ledger,
  deviceId: string,
  { devices }: SubmissionSoFar,
): Promise<DeviceLife | undefined> {
  const found = devices.get(deviceId) ?? readDevice(ledger.facts, deviceId).then(foundOrAbsent);
  devices.set(deviceId, found);
  return await found;
}

/** The company that vouches: the device's owner, or for a batch that is recorded, who recorded it. */
function demandVoucher(
  { caller }: Ledger,
  of: {
    readonly device: DeviceLife | undefined;
    readonly header: BatchHeader;
    readonly recorded: HeldBatch | undefined;
    readonly field: string;
  },
): void {
  const { device, header, recorded, field } = of;
  const present = device === undefined ? ownerOf(header.device) : presentOf(device).owner;
  const owner = recorded === undefined ? present : companyOfSubmission(recorded);
  if (owner === caller.mspId) return;
  const details = { owner, caller: caller.mspId };
  throw new ContractError({ code: 'NOT_OWNER', field: `${field}.header.device`, details });
}

function alreadyExists({ entry }: HeldBatch, field: string): ContractError {
  const { device, firstSequence: sequence, change = 0 } = entry;
  const key = batchPlace({ device, sequence, change });
  return new ContractError({ code: 'ALREADY_EXISTS', field, details: { key } });
}

function demandScope(ledger: Ledger, { header }: Batch, field: string): void {
  const { channel, chaincode } = ledger.scope;
  if (header.channel === channel && header.chaincode === chaincode) return;
  const name = header.channel === channel ? 'chaincode' : 'channel';
  const details = { reason: name, expected: ledger.scope[name] };
  throw new ContractError({ code: 'BATCH_CONTEXT', field: `${field}.header.${name}`, details });
}

/**
 * The device, and the time between two of its changes to which the batch belongs. A repeated batch of a device that was revoked or that changed
 * meanwhile gets the answer that it had.
 */
function demandSigned(
  device: DeviceLife | undefined,
  signed: { readonly batch: Batch; readonly field: string; readonly recorded: HeldBatch | undefined },
): { readonly device: DeviceLife; readonly epoch: DeviceEpoch } {
  const { batch, field, recorded } = signed;
  if (device === undefined) {
    throw new ContractError({ code: 'UNKNOWN_DEVICE', field: `${field}.header.device` });
  }
  if (device.isRevoked && recorded === undefined) {
    throw new ContractError({ code: 'DEVICE_REVOKED', field: `${field}.header.device` });
  }
  const change = recorded?.entry.change ?? 0;
  const then = recorded === undefined ? undefined : device.epochs.find((epoch) => epoch.change === change);
  const epoch = then ?? presentOf(device);
  within(field, () => checkBatchSignature(batch, epoch.publicKey));
  return { device, epoch };
}

const UNKNOWN: Readonly<Record<SubjectKind, RefusalCode>> = {
  shipment: 'UNKNOWN_SHIPMENT',
  site: 'UNKNOWN_SITE',
  agreement: 'UNKNOWN_AGREEMENT',
};

/** A batch may leave the container out, but it does not name another one than the shipment's. */
async function demandSubject(
  ledger: Ledger,
  signed: { readonly batch: Batch; readonly field: string },
): Promise<HeldSubject> {
  const { batch, field } = signed;
  const { container } = batch.header;
  const subject = subjectOf(batch.header);
  const about = await readSubject(ledger.facts, subject);
  if (about === undefined) {
    throw new ContractError({ code: UNKNOWN[subject.kind], field: `${field}.header.${subject.kind}` });
  }
  const shipment = about.consignment?.shipment;
  const unit = shipment?.container ?? shipment?.uld;
  if (container === undefined || container === unit) return about;
  const details = { reason: 'container', ...(unit === undefined ? {} : { expected: unit }) };
  throw new ContractError({ code: 'BATCH_CONTEXT', field: `${field}.header.container`, details });
}

/**
 * The digest of the fact that makes the caller a party, where what the batch is about does not. Custody is read only then, so that batches of
 * the usual parties do not conflict with moves of custody.
 */
async function demandParty(
  ledger: Ledger,
  attached: { readonly about: HeldSubject; readonly field: string },
): Promise<string | undefined> {
  const { about, field } = attached;
  const { facts, caller } = ledger;
  const { mspId: company } = caller;
  if (about.parties.includes(company)) return undefined;
  const { kind, id } = about.subject;
  const refusal = () => new ContractError({ code: 'NOT_A_PARTY', field: `${field}.header.${kind}` });
  if (kind !== 'shipment') {
    const granted = await readMeasuringGrant(facts, about, company);
    if (granted === undefined) throw refusal();
    return granted;
  }
  const grant = await readGrant(facts, { shipmentId: id, company });
  if (grant !== undefined) return grant;
  const shipment = foundOrAbsent(await readShipment(facts, id));
  const link = shipment?.links.find((each) => partiesOfLink(each).includes(company));
  if (link === undefined) throw refusal();
  return link.digest;
}

/** The digest of the fact with the device's batch before; `undefined` where this request has it, and for the first batch. */
async function demandPrevious(
  ledger: Ledger,
  signed: {
    readonly batch: Batch;
    readonly field: string;
    readonly device: DeviceLife;
    readonly latest: BatchEntry | undefined;
  },
): Promise<string | undefined> {
  const { batch, field, device, latest } = signed;
  const { firstSequence, previousSequence, previousDigest } = batch.header;
  const recorded =
    latest === undefined && previousSequence !== undefined
      ? await readEntry(ledger.facts, device, previousSequence)
      : undefined;
  const before = latest ?? recorded?.entry;
  const expected = before === undefined ? 0 : endOf(before);
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

/** The company that recorded a batch. */
function companyOfSubmission({ sealed }: Pick<HeldBatch, 'sealed'>): string {
  return readingSubmitted.key.parse(sealed.fact.key)?.company ?? '';
}
