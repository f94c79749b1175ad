import {
  ModelError,
  buildKey,
  parseSigningKey,
  type DeviceRecord,
  type DeviceRegistered,
  type DeviceRegistration,
  type DeviceRevocation,
  type DeviceRevoked,
  type FactReceipt,
} from '@kontti/model';
import { ContractError } from '../errors.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandOwner } from '../kernel/ownership.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';

/** A device and, once its owner has revoked it, the revocation. */
export interface HeldDevice {
  readonly registered: HeldFact<'device.registered'>;
  readonly revoked: HeldFact<'device.revoked'> | undefined;
}

/** Registers a device with its public key, in its owner's name. */
export async function registerDevice(ledger: Ledger, request: DeviceRegistration): Promise<FactReceipt> {
  const { deviceId, publicKey } = request;
  ledger.caller.demand('admin');
  demandOwner(ledger.caller, { id: deviceId, field: 'deviceId' });
  const signingKey = parseSigningKey(publicKey);
  if (signingKey === undefined) {
    throw new ModelError({ code: 'PUBLIC_KEY', field: 'publicKey', rule: 'SPKI DER' });
  }
  const type = 'device.registered';
  const key = buildKey('device', { device: deviceId });
  const body: DeviceRegistered = { publicKey, keyType: signingKey.keyType };
  const isSame = (stored: DeviceRegistered) => isSameContent(stored, body);
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'ALREADY_EXISTS', field: 'deviceId' });
  return receiptOf(known ?? (await ledger.append({ type, key, body })));
}

/** Revokes a device for good: from then on no batch of it is accepted. */
export async function revokeDevice(ledger: Ledger, request: DeviceRevocation): Promise<FactReceipt> {
  const { deviceId, reason } = request;
  ledger.caller.demand('admin');
  demandOwner(ledger.caller, { id: deviceId, field: 'deviceId' });
  if ((await findDevice(ledger, deviceId)) === undefined) {
    throw new ContractError({ code: 'UNKNOWN_DEVICE', field: 'deviceId' });
  }
  const type = 'device.revoked';
  const key = buildKey('deviceRevoked', { device: deviceId });
  const isSame = (stored: DeviceRevoked) => stored.reason === reason;
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'DEVICE_REVOKED', field: 'deviceId' });
  return receiptOf(known ?? (await ledger.append({ type, key, body: { reason } })));
}

/** A device as its owner registered it. */
export async function getDevice(ledger: Ledger, deviceId: string): Promise<DeviceRecord> {
  const device = await findDevice(ledger, deviceId);
  if (device === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'deviceId' });
  const { registered, revoked } = device;
  return {
    ...toPlain(registered.fact.body),
    deviceId,
    status: revoked === undefined ? 'active' : 'revoked',
    registeredAt: registered.fact.at,
    ...(revoked === undefined ? {} : { revokedAt: revoked.fact.at, reason: revoked.fact.body.reason }),
    ...sourceOf(registered),
  };
}

/** The device, when its registration holds. */
export async function findDevice(ledger: Ledger, deviceId: string): Promise<HeldDevice | undefined> {
  const [registered, revoked] = await Promise.all([
    ledger.facts.held('device.registered', buildKey('device', { device: deviceId })),
    ledger.facts.held('device.revoked', buildKey('deviceRevoked', { device: deviceId })),
  ]);
  return registered === undefined ? undefined : { registered, revoked };
}
