import { createError, KonttiError } from '../errors';
import { answerInTime } from '../gateway/signing';
import { RECORDER_DEVICES_MAX } from '../limits';
import type { OperationContext } from '../operation';
import { getDeviceState } from '../reading/device-state';
import { getBatch } from '../reading/get-batch';
import { DeviceLine } from './device-line';
import type { LedgerPlace } from './device-line';
import { openDeviceSigner } from './device-signer';
import type { RecordOptions } from './record-options';
import { RecordedReadings } from './recorded-readings';

/** The devices of one recording: each goes on where the ledger's batches end. */
export class DeviceLines<R> {
  readonly #lines = new Map<string, DeviceLine<R>>();
  readonly #context: OperationContext;
  readonly #signerOf: RecordOptions<R>['signerOf'];

  constructor(context: OperationContext, signerOf: RecordOptions<R>['signerOf']) {
    this.#context = context;
    this.#signerOf = signerOf;
  }

  /** @throws DEVICE_SIGNER_MISSING, UNKNOWN_DEVICE, KEY_UNSUPPORTED, KEY_ENCRYPTED, and those of a connection */
  async of(deviceId: string): Promise<DeviceLine<R>> {
    const known = this.#lines.get(deviceId);
    if (known !== undefined) return known;
    const { timers, closed } = this.#context.session;
    const signer = await answerInTime(Promise.resolve(this.#signerOf(deviceId)), { timers, closed });
    if (signer === undefined) {
      throw createError('DEVICE_SIGNER_MISSING', { details: { deviceId } });
    }
    const sign = openDeviceSigner(signer, { timers, closed });
    const line = new DeviceLine<R>({ deviceId, sign, ...(await this.placeOf(deviceId)) });
    this.#forgetIdle();
    this.#lines.set(deviceId, line);
    return line;
  }

  /** Where the ledger's batches of a device end. @throws UNKNOWN_DEVICE, and those of a connection */
  async placeOf(deviceId: string): Promise<LedgerPlace> {
    const { nextSequence, previousSequence, previousDigest } = await getDeviceState(this.#context, {
      deviceId,
    });
    if (previousSequence === undefined || previousDigest === undefined) {
      return { state: { nextSequence }, recorded: undefined };
    }
    const fetch = (firstSequence: number) => getBatch(this.#context, { deviceId, firstSequence });
    return {
      state: { nextSequence, previousSequence, previousDigest },
      recorded: new RecordedReadings(await fetch(previousSequence), fetch),
    };
  }

  #forgetIdle(): void {
    if (this.#lines.size < RECORDER_DEVICES_MAX) return;
    for (const [deviceId, line] of this.#lines) {
      if (line.isIdle) {
        this.#lines.delete(deviceId);
        return;
      }
    }
  }
}

/** Codes of faults that are of one device alone. */
const OF_DEVICE: ReadonlySet<string> = new Set([
  'DEVICE_SIGNER_MISSING',
  'KEY_ENCRYPTED',
  'KEY_UNSUPPORTED',
  'UNKNOWN_DEVICE',
]);

/** True for a fault that other devices do not have. */
export function isOfDevice(error: unknown): error is KonttiError {
  return error instanceof KonttiError && OF_DEVICE.has(error.code);
}
