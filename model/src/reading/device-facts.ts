import { ModelError } from '../errors';
import { defineFact } from '../fact/define-fact';
import { keyForm, ownerOf, type KeyForm } from '../fact/key-form';
import { DeviceRegistered, DeviceRevoked } from './device';
import {
  DeviceAccepted,
  DeviceFirmware,
  DeviceOffered,
  DeviceRekeyed,
  DeviceWithdrawn,
  type DeviceChange,
} from './device-changes';

/** Key of a batch in its owner's seals: the number of its first reading. Batches of a device follow one another without a gap. */
export const batchKey = keyForm('batch/{device}/{sequence}');

/** Key of a batch after changes of its device: the number of the last change is part of it. */
export const laterBatchKey = keyForm('batch/{device}/{sequence}/{number}');

/**
 * The key of a batch that starts with that reading, after the change with that number; 0 before the first. The next change takes the key that
 * the next batch would have: what is recorded first in the ledger's order decides, for ever.
 */
export function batchPlace(place: {
  readonly device: string;
  readonly sequence: number;
  readonly change: number;
}): string {
  const { device, sequence, change: number } = place;
  return number === 0
    ? batchKey.build({ device, sequence })
    : laterBatchKey.build({ device, sequence, number });
}

/** Key of a revocation by the company that registered the device. */
export const deviceRevokedKey = keyForm('device/{device}/revoked');

/** Key of a revocation by the company that took the device over in the change with that number. */
export const laterRevokedKey = keyForm('device/{device}/revoked/{number}/{company}');

/** The key of a revocation by the owner that came with the change with that number; 0 for the company that registered the device. */
export function revocationPlace(place: {
  readonly device: string;
  readonly tenure: number;
  readonly owner: string;
}): string {
  const { device, tenure: number, owner: company } = place;
  return number === 0
    ? deviceRevokedKey.build({ device })
    : laterRevokedKey.build({ device, number, company });
}

/** Key of a change of a device, in the seals of its owner by then. Each number is used once. */
export const deviceChangeKey = keyForm('device/{device}/{number}/{company}');

/** Key of how an offer of a device ended, in the seals of the company that offered: accepted or withdrawn, once. */
export const deviceChangeEndKey = keyForm('device/{device}/{number}/{company}/end');

const revokedKey: KeyForm<{ readonly device: string; readonly number?: number; readonly company?: string }> =
  {
    template: deviceRevokedKey.template,
    parse: (key) => deviceRevokedKey.parse(key) ?? laterRevokedKey.parse(key),
    build: ({ device, number, company }) =>
      revocationPlace({ device, tenure: number ?? 0, owner: company ?? ownerOf(device) }),
  };

/** A device and its public key. */
export const deviceRegistered = defineFact({
  type: 'device.registered',
  version: 1,
  key: keyForm('device/{device}'),
  body: DeviceRegistered,
  firstVoucher: ({ device }) => ownerOf(device),
  governedBy: 'reading',
  assets: ({ parts }) => [`device/${parts.device}`],
});

/** That a device's readings are no longer accepted. */
export const deviceRevoked = defineFact({
  type: 'device.revoked',
  version: 1,
  key: revokedKey,
  body: DeviceRevoked,
  firstVoucher: ({ device, company }) => company ?? ownerOf(device),
  assets: ({ parts }) => [`device/${parts.device}`],
});

/** That the owner offers a device to another company. */
export const deviceOffered = defineFact({
  type: 'device.offered',
  version: 1,
  key: deviceChangeKey,
  body: DeviceOffered,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => demandFrom(parts.company, body.from),
  assets: ({ parts }) => [`device/${parts.device}`],
});

/** That the owner takes an offer back. */
export const deviceWithdrawn = defineFact({
  type: 'device.withdrawn',
  version: 1,
  key: deviceChangeEndKey,
  body: DeviceWithdrawn,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => demandFrom(parts.company, body.from),
  assets: ({ parts }) => [`device/${parts.device}`],
});

/**
 * That a device went from one company to another; both vouch. It takes the key of the next batch of the company before, and that of its
 * revocation: that company records nothing more of the device, and a device that it revoked cannot go over.
 */
export const deviceAccepted = defineFact({
  type: 'device.accepted',
  version: 1,
  key: deviceChangeEndKey,
  body: DeviceAccepted,
  firstVoucher: ({ company }) => company,
  otherVouchers: ({ body }) => [body.to],
  check: ({ parts, body }) => demandFrom(parts.company, body.from),
  addresses: ({ parts: { device }, body }) => [
    placeOfChange(device, body),
    revocationPlace({ device, tenure: body.tenure ?? 0, owner: body.from }),
  ],
  assets: ({ parts }) => [`device/${parts.device}`],
});

/** A new key of a device. */
export const deviceRekeyed = defineFact({
  type: 'device.rekeyed',
  version: 1,
  key: deviceChangeKey,
  body: DeviceRekeyed,
  firstVoucher: ({ company }) => company,
  addresses: ({ parts: { device }, body }) => [placeOfChange(device, body)],
  assets: ({ parts }) => [`device/${parts.device}`],
});

/** What a device runs from then on. */
export const deviceFirmware = defineFact({
  type: 'device.firmware',
  version: 1,
  key: deviceChangeKey,
  body: DeviceFirmware,
  firstVoucher: ({ company }) => company,
  addresses: ({ parts: { device }, body }) => [placeOfChange(device, body)],
  assets: ({ parts }) => [`device/${parts.device}`],
});

/** Facts of devices. */
export const DEVICE_FACTS = [
  deviceRegistered,
  deviceRevoked,
  deviceOffered,
  deviceWithdrawn,
  deviceAccepted,
  deviceRekeyed,
  deviceFirmware,
] as const;

/** The key that the next batch would have had. */
export function placeOfChange(device: string, { firstSequence, change }: DeviceChange): string {
  return batchPlace({ device, sequence: firstSequence, change: change ?? 0 });
}

function demandFrom(inKey: string, from: string): void {
  if (inKey === from) return;
  throw new ModelError({ code: 'FACT_KEY', field: 'body.from', rule: 'as in the key' });
}
