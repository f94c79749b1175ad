import { generateKeyPairSync } from 'node:crypto';
import { MEMORY_SCOPE } from '@kontti/chaincode/testing/memory-stub';
import { COMPANIES, NOON_MS, type World } from '@kontti/chaincode/testing/world';
import { createSigner, deviceKeyToDigest, encodeBatch, type Signer } from '@kontti/model';

const { airline, caterer, forwarder } = COMPANIES;

/** A device that goes from the forwarder to the airline, and one that stays. */
const HANDED = `${forwarder}/D-3`;
const KEPT_DEVICE = `${forwarder}/D-1`;
const SITE = `${forwarder}/yard`;
const OFFER = { number: 1, to: airline, expiresAt: NOON_MS + 3_600_000 };

/** Registers the devices and a site. */
export async function makeDevices({ ledger, admins }: World, publicKey: string): Promise<void> {
  const as = admins.forwarder;
  for (const deviceId of [KEPT_DEVICE, HANDED]) {
    await ledger.submit({ as, method: 'company:RegisterDevice', request: { deviceId, publicKey } });
  }
  await ledger.submit({ as, method: 'reading:RegisterSite', request: { siteId: SITE, name: 'Yard' } });
}

/** Offers one of them. */
export async function offerDevice({ ledger, admins }: World): Promise<void> {
  const request = { ...OFFER, deviceId: HANDED };
  await ledger.submit({ as: admins.forwarder, method: 'company:OfferDevice', request });
}

/** The airline takes it. */
export async function acceptDevice({ ledger, admins }: World): Promise<void> {
  const request = { deviceId: HANDED, number: 1 };
  await ledger.submit({ as: admins.airline, method: 'company:AcceptDevice', request });
}

/** A request for each method that changes devices and sites. */
export async function deviceRequests(world: World): Promise<Readonly<Record<string, object>>> {
  const deviceId = KEPT_DEVICE;
  return {
    'company:RevokeDevice': { deviceId, reason: 'lost' },
    'company:OfferDevice': { ...OFFER, deviceId },
    'company:WithdrawDevice': { deviceId: HANDED, number: 1 },
    'company:AcceptDevice': { deviceId: HANDED, number: 1 },
    'company:RotateDeviceKey': await rotationOf(world),
    'company:RecordFirmware': { deviceId, number: 1, version: '2.1.0', sha256: 'c'.repeat(64) },
    'reading:RegisterSite': { siteId: `${forwarder}/new`, name: 'New' },
    'reading:GrantReadings': { kind: 'site', subjectId: SITE, company: caterer },
  };
}

/** A new key of a device, which need not be there. */
async function rotationOf({ ledger, admins }: World): Promise<object> {
  const deviceId = KEPT_DEVICE;
  const call = { as: admins.airline, method: 'company:GetDevice', request: { deviceId } };
  const { head = '0'.repeat(64) } = ((await ledger.simulate(call)).result ?? {}) as {
    readonly head?: string;
  };
  const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
  const publicKey = key.export({ format: 'der', type: 'spki' }).toString('base64');
  const digest = deviceKeyToDigest(MEMORY_SCOPE, { deviceId, head, publicKey });
  const proof = createSigner(privateKey)(digest).toString('base64');
  return { deviceId, number: 1, publicKey, proof, lost: 'fell into the sea' };
}

/** A device's first batch. */
export function batchOf(about: { readonly device: string; readonly shipment: string }, sign: Signer): object {
  const readings = [{ sequence: 0, at: NOON_MS, temperatureMilliC: 4000 }];
  return { batches: [encodeBatch({ ...MEMORY_SCOPE, ...about }, readings, sign).toString('base64')] };
}
