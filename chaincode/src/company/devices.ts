import {
  ModelError,
  deviceRegistered,
  deviceRevoked,
  foundOrAbsent,
  parseSigningKey,
  readDevice,
  type DeviceRecord,
  type DeviceRegistered,
  type DeviceRegistration,
  type DeviceRevocation,
  type FactReceipt,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';

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
  demandOwner(caller, { id: deviceId, field: 'deviceId' });
  if (foundOrAbsent(await readDevice(facts, deviceId)) === undefined) {
    throw new ContractError({ code: 'UNKNOWN_DEVICE', field: 'deviceId' });
  }
  const { type } = deviceRevoked;
  const key = deviceRevoked.key.build({ device: deviceId });
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

/** A device as its owner registered it. */
export async function getDevice(ledger: Ledger, deviceId: string): Promise<DeviceRecord> {
  const device = foundOrAbsent(await readDevice(ledger.facts, deviceId));
  if (device === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'deviceId' });
  const { registered, revoked, isRevoked } = device;
  return {
    ...toPlain(registered.fact.body),
    deviceId,
    status: isRevoked ? 'revoked' : 'active',
    registeredAt: registered.fact.at,
    ...(revoked === undefined ? {} : { revokedAt: revoked.fact.at, reason: revoked.fact.body.reason }),
    ...sourceOf(registered),
  };
}
