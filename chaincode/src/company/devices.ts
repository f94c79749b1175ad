import {
  ModelError,
  deviceRegistered,
  deviceChangeKey,
  deviceRevoked,
  foundOrAbsent,
  parseSigningKey,
  presentOf,
  readDevice,
  revocationPlace,
  type DeviceEpoch,
  type DeviceFirmwareRecord,
  type DeviceKeyRecord,
  type DeviceLife,
  type DeviceOwnerRecord,
  type DeviceRecord,
  type DeviceRegistered,
  type DeviceRegistration,
  type DeviceRevocation,
  type FactReceipt,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandCallerOwns } from './device-changes';

/** Registers a device with its public key, in its owner's name. */
export async function registerDevice(ledger: Ledger, request: DeviceRegistration): Promise<FactReceipt> {
  const { deviceId, publicKey } = request;
  const { caller, facts } = ledger;
  caller.demand('admin');
  demandOwner(caller, { id: deviceId, field: 'deviceId' });
  const signingKey = parseSigningKey(publicKey);
  if (signingKey === undefined) {
    throw new ModelError({ code: 'PUBLIC_KEY', field: 'publicKey', rule: 'SPKI DER' });
  }
  const { type } = deviceRegistered;
  const key = deviceRegistered.key.build({ device: deviceId });
  const body: DeviceRegistered = { publicKey, keyType: signingKey.keyType };
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (stored) => isSameContent(stored, body),
    code: 'ALREADY_EXISTS',
    field: 'deviceId',
  });
  if (known !== undefined) return receiptOf(known);
  const governed = await ledger.governBy('reading', { self: caller.mspId });
  return receiptOf(await ledger.append({ type, key, body, ...governed }));
}

/** Revokes a device for good: from then on no batch of it is accepted. */
export async function revokeDevice(ledger: Ledger, request: DeviceRevocation): Promise<FactReceipt> {
  const { deviceId, reason } = request;
  const { caller, facts } = ledger;
  caller.demand('admin');
  const life = foundOrAbsent(await readDevice(facts, deviceId));
  if (life === undefined) {
    demandOwner(caller, { id: deviceId, field: 'deviceId' });
    throw new ContractError({ code: 'UNKNOWN_DEVICE', field: 'deviceId' });
  }
  demandCallerOwns(ledger, life);
  const { type } = deviceRevoked;
  const { owner, tenure } = presentOf(life);
  const key = revocationPlace({ device: deviceId, tenure, owner });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (stored) => stored.reason === reason,
    code: 'DEVICE_REVOKED',
    field: 'deviceId',
  });
  return receiptOf(known ?? (await ledger.append({ type, key, body: { reason } })));
}

/** A device as its facts make it. */
export async function getDevice(ledger: Ledger, deviceId: string): Promise<DeviceRecord> {
  const life = foundOrAbsent(await readDevice(ledger.facts, deviceId));
  if (life === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'deviceId' });
  const { registered, revoked, isRevoked, offer } = life;
  const { owner, publicKey, keyType } = presentOf(life);
  const offered = offer?.fact.body;
  const number = offer === undefined ? undefined : deviceChangeKey.parse(offer.fact.key)?.number;
  return {
    ...{ deviceId, owner, publicKey, keyType },
    status: isRevoked ? 'revoked' : 'active',
    registeredAt: registered.fact.at,
    ...(revoked === undefined ? {} : { revokedAt: revoked.fact.at, reason: revoked.fact.body.reason }),
    ...{ keys: keysOf(life), owners: ownersOf(life), firmware: firmwareOf(life) },
    ...(offer === undefined || offered === undefined || number === undefined
      ? {}
      : { offer: { number, to: offered.to, expiresAt: offered.expiresAt, fact: offer.fact.key } }),
    ...{ nextChange: life.nextNumber, head: life.head },
    ...sourceOf(registered),
  };
}

/** When an epoch began, and the fact that says so. */
function beginOf({ registered }: DeviceLife, { made, firstSequence }: DeviceEpoch) {
  const { at: since, key: fact } = (made ?? registered).fact;
  return { firstSequence, since, fact };
}

/** The epochs that began with something else than the one before had. */
function changesOf(life: DeviceLife, valueOf: (epoch: DeviceEpoch) => string | number): DeviceEpoch[] {
  return life.epochs.filter((epoch, index) => {
    const before = life.epochs[index - 1];
    return before === undefined || valueOf(before) !== valueOf(epoch);
  });
}

function keysOf(life: DeviceLife): DeviceKeyRecord[] {
  const epochs = changesOf(life, ({ publicKey }) => publicKey);
  return epochs.map((epoch, index) => {
    const { publicKey, keyType } = epoch;
    const next = epochs[index + 1]?.made?.fact.body;
    const replaced = next !== undefined && 'lost' in next && next.lost !== undefined ? 'lost' : 'replaced';
    const last = life.isRevoked ? 'revoked' : 'active';
    return { publicKey, keyType, status: next === undefined ? last : replaced, ...beginOf(life, epoch) };
  });
}

function ownersOf(life: DeviceLife): DeviceOwnerRecord[] {
  const epochs = changesOf(life, ({ tenure }) => tenure);
  return epochs.map((epoch) => ({ mspId: epoch.owner, ...beginOf(life, epoch) }));
}

function firmwareOf(life: DeviceLife): DeviceFirmwareRecord[] {
  return life.epochs.flatMap((epoch) => {
    const body = epoch.made?.fact.body;
    if (body === undefined || !('version' in body)) return [];
    const { version, sha256, reference } = body;
    return [{ version, sha256, ...(reference === undefined ? {} : { reference }), ...beginOf(life, epoch) }];
  });
}
