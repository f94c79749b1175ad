import { LIMITS } from '@kontti/model';
import type { DeviceFirmwareRecord, DeviceKeyRecord, DeviceRecord, Reading } from '@kontti/model';
import { checkMembers, checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { listOf, object, required, wholeNumber } from '../options/rules';
import type { Dated } from '../times';

const AT: OptionRules<Pick<Reading, 'sequence'>> = {
  sequence: required(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
};

const records = listOf(object, { min: 0, max: LIMITS.deviceChangesMax + 1 });
const FIRMWARE: OptionRules<{ readonly firmware: unknown }> = { firmware: required(records) };
const KEYS: OptionRules<{ readonly keys: unknown }> = { keys: required(records) };

/**
 * Returns what a device ran when it made a reading, as its owner recorded it before that reading's batch; nothing where none was recorded.
 * @example const firmware = firmwareAt(await client.companies.getDevice({ deviceId: 'Org1MSP/D-1' }), { sequence: 4711 });
 * @throws OPTIONS_INVALID
 */
export function firmwareAt(
  device: Pick<Dated<DeviceRecord>, 'firmware'>,
  at: Pick<Reading, 'sequence'>,
): Dated<DeviceFirmwareRecord> | undefined {
  checkMembers(FIRMWARE, device, 'device');
  checkOptions(AT, at, 'at');
  return device.firmware.findLast(({ firstSequence }) => firstSequence <= at.sequence);
}

/**
 * Returns the key by which a device signed the batch with a reading.
 * @example const { publicKey } = keyAt(await client.companies.getDevice({ deviceId: 'Org1MSP/D-1' }), { sequence: 4711 });
 * @throws OPTIONS_INVALID
 */
export function keyAt(
  device: Pick<Dated<DeviceRecord>, 'keys' | 'publicKey' | 'keyType'>,
  at: Pick<Reading, 'sequence'>,
): Pick<DeviceKeyRecord, 'publicKey' | 'keyType'> {
  checkMembers(KEYS, device, 'device');
  checkOptions(AT, at, 'at');
  return device.keys.findLast(({ firstSequence }) => firstSequence <= at.sequence) ?? device;
}
