import {
  LIMITS,
  ModelError,
  deviceAccepted,
  deviceChangeEndKey,
  deviceChangeKey,
  deviceFirmware,
  deviceKeyToDigest,
  deviceOffered,
  deviceRekeyed,
  deviceWithdrawn,
  endOf,
  foundOrAbsent,
  isKeyProven,
  isOfferOver,
  ofType,
  parseSigningKey,
  presentOf,
  readDevice,
  readEntry,
  type DeviceAcceptance,
  type DeviceBoundaryRequest,
  type DeviceChange,
  type DeviceChangeRequest,
  type DeviceKeyRotation,
  type DeviceLife,
  type DeviceOffer,
  type DeviceWithdrawal,
  type FactReceipt,
  type FactType,
  type FirmwareRecording,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { HeldFact } from '../kernel/facts';
import type { Ledger } from '../kernel/ledger';
import type { Plain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { demandCompany } from './companies';

/** The owner offers a device to another company. */
export async function offerDevice(ledger: Ledger, request: DeviceOffer): Promise<FactReceipt> {
  const { to, expiresAt } = request;
  const { life, known } = await demandOwned(ledger, {
    request,
    type: deviceOffered.type,
    isSame: (body) => body.to === to && body.expiresAt === expiresAt,
  });
  if (known !== undefined) return receiptOf(known);
  const { mspId: from } = ledger.caller;
  if (to === from) throw new ContractError({ code: 'STATE', field: 'to', details: { owner: from } });
  if (expiresAt <= ledger.nowMs) throw new ContractError({ code: 'OFFER_EXPIRED', field: 'expiresAt' });
  await demandCompany(ledger, { mspId: to, field: 'to' });
  return await append(ledger, life, {
    type: deviceOffered.type,
    key: keyOf(ledger, request),
    body: { from, to, expiresAt, previous: life.head },
  });
}

/** The owner takes an open offer back. */
export async function withdrawDevice(ledger: Ledger, request: DeviceWithdrawal): Promise<FactReceipt> {
  ledger.caller.demand('admin');
  const { mspId: from } = ledger.caller;
  const life = await demandDevice(ledger, request);
  const key = endKeyOf(request, from);
  const ended = ofType(await ledger.facts.read({ mspId: from, key }), deviceWithdrawn);
  if (ended !== undefined) return receiptOf(ended);
  demandCallerOwns(ledger, life);
  const offer = demandOffer(life, request);
  return await append(ledger, life, { type: deviceWithdrawn.type, key, body: { from, offer } });
}

/** The company to which it was offered takes the device: both companies' peers have to agree. */
export async function acceptDevice(ledger: Ledger, request: DeviceAcceptance): Promise<FactReceipt> {
  ledger.caller.demand('admin');
  const { mspId: to } = ledger.caller;
  const life = await demandDevice(ledger, request);
  const repeated = life.epochs.find(({ tenure, owner }) => tenure === request.number && owner === to)?.made;
  if (repeated !== undefined) return receiptOf(repeated);
  const offer = demandOffer(life, request);
  const { body } = life.offer?.fact ?? {};
  if (body?.to !== to) throw new ContractError({ code: 'NOT_A_PARTY', field: 'number' });
  if (isOfferOver(body, ledger.nowMs)) throw new ContractError({ code: 'OFFER_EXPIRED', field: 'number' });
  demandActive(life);
  const { owner: from, tenure } = presentOf(life);
  const boundary = await demandBoundary(ledger, life, request);
  return await append(ledger, life, {
    type: deviceAccepted.type,
    key: endKeyOf(request, from),
    body: { ...boundary, from, to, offer, ...(tenure === 0 ? {} : { tenure }) },
  });
}

/** The owner gives a device another key, which proves that it is there. */
export async function rotateDeviceKey(ledger: Ledger, request: DeviceKeyRotation): Promise<FactReceipt> {
  const { publicKey, proof, presentProof, lost } = request;
  const { life, known } = await demandOwned(ledger, {
    request,
    type: deviceRekeyed.type,
    isSame: (body) => body.publicKey === publicKey,
  });
  if (known !== undefined) return receiptOf(known);
  const keyType = parseSigningKey(publicKey)?.keyType;
  if (keyType === undefined) {
    throw new ModelError({ code: 'PUBLIC_KEY', field: 'publicKey', rule: 'SPKI DER' });
  }
  if (life.epochs.some((epoch) => epoch.publicKey === publicKey)) {
    throw new ContractError({ code: 'DEVICE_KEY_USED', field: 'publicKey' });
  }
  demandProof(ledger, life, { request, field: 'proof', by: publicKey, signature: proof });
  if (presentProof !== undefined) {
    const { publicKey: by } = presentOf(life);
    demandProof(ledger, life, { request, field: 'presentProof', by, signature: presentProof });
  }
  const proofs = { proof, ...(presentProof === undefined ? { lost: lost ?? '' } : { presentProof }) };
  const boundary = await demandBoundary(ledger, life, request);
  return await append(ledger, life, {
    type: deviceRekeyed.type,
    key: keyOf(ledger, request),
    body: { ...boundary, publicKey, keyType, ...proofs, previous: life.head },
  });
}

/** What a device runs from its next reading on, as its owner says. */
export async function recordFirmware(ledger: Ledger, request: FirmwareRecording): Promise<FactReceipt> {
  const { version, sha256, reference } = request;
  const { life, known } = await demandOwned(ledger, {
    request,
    type: deviceFirmware.type,
    isSame: (body) => body.sha256 === sha256 && body.version === version && body.reference === reference,
  });
  if (known !== undefined) return receiptOf(known);
  const boundary = await demandBoundary(ledger, life, request);
  return await append(ledger, life, {
    type: deviceFirmware.type,
    key: keyOf(ledger, request),
    body: {
      ...boundary,
      ...{ version, sha256, previous: life.head },
      ...(reference === undefined ? {} : { reference }),
    },
  });
}

async function append<T extends FactType>(
  ledger: Ledger,
  life: DeviceLife,
  content: Pick<Parameters<typeof ledger.append<T>>[0], 'type' | 'key' | 'body'>,
): Promise<FactReceipt> {
  const vouchers = ledger.vouchersBy(life.rule, { self: presentOf(life).owner });
  return receiptOf(await ledger.append({ ...content, vouchers } as Parameters<typeof ledger.append<T>>[0]));
}

/** A device of the caller that no offer holds and that is not revoked, or what an equal request recorded. */
async function demandOwned<T extends FactType>(
  ledger: Ledger,
  sought: {
    readonly request: DeviceChangeRequest;
    readonly type: T;
    readonly isSame: (body: HeldFact<T>['fact']['body']) => boolean;
  },
): Promise<{ readonly life: DeviceLife; readonly known: HeldFact<T> | undefined }> {
  const { request, type, isSame } = sought;
  const { caller, facts } = ledger;
  caller.demand('admin');
  const life = await demandDevice(ledger, request);
  const key = keyOf(ledger, request);
  const isRecorded = life.nextNumber > request.number;
  const known = isRecorded
    ? await facts.repeated({ type, mspId: caller.mspId, key, isSame, code: 'SEQUENCE', field: 'number' })
    : undefined;
  if (known !== undefined) return { life, known };
  demandCallerOwns(ledger, life);
  demandActive(life);
  const { offer, nextNumber: expected } = life;
  if (offer !== undefined) {
    throw new ContractError({ code: 'STATE', field: 'deviceId', details: { offeredTo: offer.fact.body.to } });
  }
  if (request.number !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: 'number', details: { expected } });
  }
  if (expected > LIMITS.deviceChangesMax) {
    const details = { max: LIMITS.deviceChangesMax };
    throw new ContractError({ code: 'SERIES_TOO_LONG', field: 'number', details });
  }
  return { life, known };
}

async function demandDevice(ledger: Ledger, { deviceId }: DeviceChangeRequest): Promise<DeviceLife> {
  const life = foundOrAbsent(await readDevice(ledger.facts, deviceId));
  if (life === undefined) throw new ContractError({ code: 'UNKNOWN_DEVICE', field: 'deviceId' });
  return life;
}

/** @throws ContractError `NOT_OWNER` */
export function demandCallerOwns({ caller }: Ledger, life: DeviceLife): void {
  const { owner } = presentOf(life);
  if (owner === caller.mspId) return;
  const details = { owner, caller: caller.mspId };
  throw new ContractError({ code: 'NOT_OWNER', field: 'deviceId', details });
}

function demandActive(life: DeviceLife): void {
  if (life.isRevoked) throw new ContractError({ code: 'DEVICE_REVOKED', field: 'deviceId' });
}

/** The digest of the open offer with the number of the request. */
function demandOffer(life: DeviceLife, { number }: DeviceChangeRequest): string {
  const { offer } = life;
  const open = offer === undefined ? undefined : deviceChangeKey.parse(offer.fact.key)?.number;
  if (offer !== undefined && open === number) return offer.digest;
  throw new ContractError({ code: 'STATE', field: 'number', details: { next: life.nextNumber } });
}

/**
 * The place right behind the device's last batch. The batch is named by the request, so that single keys are read; the key of the next one
 * has to be free, then and at the commit.
 */
async function demandBoundary(
  ledger: Ledger,
  life: DeviceLife,
  { previousSequence }: DeviceBoundaryRequest,
): Promise<Plain<DeviceChange>> {
  const { facts } = ledger;
  const present = presentOf(life);
  const last = previousSequence === undefined ? undefined : await readEntry(facts, life, previousSequence);
  const firstSequence = last === undefined ? 0 : endOf(last.entry);
  const isKnown = previousSequence === undefined || last !== undefined;
  const isLast = (await readEntry(facts, life, firstSequence)) === undefined;
  if (!isKnown || !isLast || firstSequence < present.firstSequence) {
    const details = { previous: firstSequence };
    throw new ContractError({ code: 'BATCH_SEQUENCE', field: 'previousSequence', details });
  }
  const isNew = firstSequence > present.firstSequence;
  return {
    firstSequence,
    ...(present.change === 0 ? {} : { change: present.change }),
    ...(isNew && previousSequence !== undefined ? { previousSequence } : {}),
  };
}

function demandProof(
  { scope }: Ledger,
  life: DeviceLife,
  proof: {
    readonly request: DeviceKeyRotation;
    readonly field: string;
    readonly by: string;
    readonly signature: string;
  },
): void {
  const { request, field, by, signature } = proof;
  const claim = { deviceId: request.deviceId, head: life.head, publicKey: request.publicKey };
  if (isKeyProven(scope, claim, { by, signature })) return;
  const rule = `over ${deviceKeyToDigest(scope, claim).toString('hex')}`;
  throw new ModelError({ code: 'SIGNATURE', field, rule });
}

function keyOf({ caller }: Ledger, { deviceId, number }: DeviceChangeRequest): string {
  return deviceChangeKey.build({ device: deviceId, number, company: caller.mspId });
}

function endKeyOf({ deviceId, number }: DeviceChangeRequest, company: string): string {
  return deviceChangeEndKey.build({ device: deviceId, number, company });
}
