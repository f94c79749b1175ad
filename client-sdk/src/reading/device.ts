import {
  deviceKeyToDigest,
  encodeColumns,
  LIMITS,
  ModelError,
  parseValue,
  Reading,
  toColumns,
} from '@kontti/model';
import type { EncodedBatch, ReadingColumns } from '@kontti/model';
import { createError } from '../errors';
import { checkOptions, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { callback, matching, pem, required, text, wholeNumber } from '../options/rules';
import { createSigningKeyPair } from '../identity/signing-key';
import { checkHappened, checkTime } from '../request-values';
import { requestToWire } from '../request-values';
import { timeToMs } from '../times';
import type { Undated } from '../times';
import { withTypedErrors } from '../typed-errors';
import type { SignedBatch } from './batch-groups';
import { checkSubject, subjectToHeader } from './batch-subject';
import type { BatchSubject } from './batch-subject';
import { toPlainColumns } from './measured-columns';

/** What a device measured, before it has a number. */
export type Measurement = Undated<Omit<Reading, 'sequence'>>;

/** Where a device's readings count, and the clock of which none may be ahead. */
export interface DeviceScope {
  /** Name of the channel on which signatures count. */
  readonly channel: string;
  /** Name of the chaincode for which signatures count. */
  readonly chaincode: string;
  /** Milliseconds since the epoch; the process's own clock unless given. */
  readonly nowMs?: () => number;
}

/** A device's key, and where it left off. */
export interface DeviceOptions {
  /** `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
  /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
  readonly privateKey?: string;
  /** Number of the next reading; 0 unless given. */
  readonly nextSequence?: number;
  /** Number of the first reading, and digest, of the device's last batch; absent before its first. */
  readonly previousSequence?: number;
  /** Digest of the device's batch before; absent in its first. */
  readonly previousDigest?: string;
}

/** How far a device has come: what to keep across restarts, and to give to `device()` again. */
export interface DeviceState {
  /** Number of the next reading. */
  readonly nextSequence: number;
  /** Number of the first reading, and digest, of the last batch; absent before the first. */
  readonly previousSequence?: number;
  /** Digest of the device's batch before; absent in its first. */
  readonly previousDigest?: string;
}

/** What keys sign when a device gets another one. */
export interface DeviceKeyChange {
  /** Digest of the device's last fact: `head` of `client.companies.getDevice`. */
  readonly head: string;
  /** The new public key, base64 of SPKI DER. */
  readonly publicKey: string;
}

/** Proves that a key is there: a device, or what acts for one whose key is elsewhere. */
export interface KeyProver {
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /**
   * The key's signature over the change, base64.
   * @example const proof = await prover.proveKey({ head, publicKey: prover.publicKey });
   */
  proveKey(change: DeviceKeyChange): string | Promise<string>;
}

/** A sensor with a key of its own. Keeps count of its readings, so one object is for one device. */
export interface Device {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
  /** Base64 of SPKI DER: what its owner registers. */
  readonly publicKey: string;
  /**
   * PKCS #8, PEM: a secret.
   * @example await writeFile('device.pem', device.exportPrivateKey(), { mode: 0o600 });
   */
  exportPrivateKey(): string;
  /**
   * What to keep across restarts.
   * @example
   * const options = { deviceId: device.deviceId, privateKey: device.exportPrivateKey(), ...device.state() };
   * const restored = client.readings.device(options);
   */
  state(): DeviceState;
  /**
   * Signs that the device gets a key, its own or the next one, base64: what `client.devices.rotateKey` asks for.
   * @example
   * const { head } = await client.companies.getDevice({ deviceId: device.deviceId });
   * const proof = device.proveKey({ head, publicKey: next.publicKey });
   * @throws KonttiError OPTIONS_INVALID
   */
  proveKey(change: DeviceKeyChange): string;
  /**
   * Signs measurements, in the order of their times, as the device's next batch; at most 4096.
   * @example
   * const batch = device.sign({ shipmentId: 'Org1MSP/S-1' }, [{ at: new Date(), temperatureMilliC: 4_000 }]);
   * await client.readings.submit({ batches: [Buffer.from(batch.bytes).toString('base64')] });
   * @throws KonttiError READINGS_INVALID, TIME_INVALID
   */
  sign(subject: BatchSubject, measurements: readonly Measurement[]): SignedBatch;
}

const DEVICE_SCOPE: OptionRules<DeviceScope> = {
  channel: required(text),
  chaincode: required(text),
  nowMs: callback,
};

const KEY_CHANGE: OptionRules<DeviceKeyChange> = {
  head: required(matching(/^[0-9a-f]{64}$/, 'a digest in hex')),
  publicKey: required(text),
};

/** What the options of a device may be, besides its scope. */
export const DEVICE_OPTIONS: OptionRules<DeviceOptions> = {
  deviceId: required(text),
  privateKey: pem,
  nextSequence: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  previousSequence: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  previousDigest: matching(/^[0-9a-f]{64}$/, 'the digest of a batch in hex'),
};

/**
 * Makes a device, also where there is no client.
 * @example const device = createDevice({ channel: 'mychannel', chaincode: 'kontti', deviceId: 'Org1MSP/D-1' });
 * @throws OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED
 */
export function createDevice(options: DeviceOptions & DeviceScope): Device {
  checkOptions<DeviceOptions & DeviceScope>({ ...DEVICE_OPTIONS, ...DEVICE_SCOPE }, options);
  const { channel, chaincode, deviceId, nowMs = () => Date.now() } = options;
  const { publicKey, sign, exportPrivateKey } = createSigningKeyPair(options.privateKey);
  let nextSequence = options.nextSequence ?? 0;
  let previous = previousOf(options);
  return withTypedErrors<Device>({
    deviceId,
    publicKey,
    exportPrivateKey,
    state: () => ({ nextSequence, ...previous }),
    proveKey(change) {
      checkOptions(KEY_CHANGE, change, 'change');
      const { head, publicKey: next } = change;
      const claim = { deviceId, head, publicKey: next };
      return sign(deviceKeyToDigest({ channel, chaincode }, claim)).toString('base64');
    },
    sign(subject, measurements) {
      checkSubject(subject);
      requireMeasurements(measurements);
      const context = {
        channel,
        chaincode,
        device: deviceId,
        ...subjectToHeader(subject),
        ...previous,
      };
      const start = { firstSequence: nextSequence, nowMs: nowMs() };
      const { bytes, digest } = encodeOrThrow(() =>
        encodeColumns(
          context,
          toPlainColumns(measurements, start) ?? checkedColumns(measurements, start),
          sign,
        ),
      );
      previous = { previousSequence: nextSequence, previousDigest: digest };
      nextSequence += measurements.length;
      return { deviceId, bytes };
    },
  });
}

function previousOf(options: DeviceOptions): Pick<DeviceState, 'previousSequence' | 'previousDigest'> {
  const { previousSequence, previousDigest } = options;
  if (previousSequence === undefined && previousDigest === undefined) return {};
  if (previousSequence === undefined || previousDigest === undefined) {
    throw createError('OPTIONS_INVALID', {
      because:
        'previousSequence and previousDigest belong together; restoreDevice() reads both from the ledger',
      details: { option: previousSequence === undefined ? 'previousSequence' : 'previousDigest' },
    });
  }
  return { previousSequence, previousDigest };
}

function requireMeasurements(measurements: unknown): void {
  if (!Array.isArray(measurements)) {
    throw optionError({ option: 'measurements', rule: 'a list', value: measurements });
  }
  measurements.forEach((measurement: unknown, index) => {
    if (typeof measurement !== 'object' || measurement === null) {
      throw optionError({ option: `measurements[${index}]`, rule: 'an object', value: measurement });
    }
  });
}

interface BatchStart {
  readonly firstSequence: number;
  readonly nowMs: number;
}

/** Each measurement by the rules of a reading. @throws ModelError, TIME_INVALID with the place of the first that is wrong */
function checkedColumns(
  measurements: readonly Measurement[],
  { firstSequence, nowMs }: BatchStart,
): ReadingColumns {
  const readings = measurements.map((measurement, index) =>
    toReading(measurement, { index, sequence: firstSequence + index, nowMs }),
  );
  return toColumns(readings);
}

function toReading(
  measurement: Measurement,
  { index, sequence, nowMs }: { readonly index: number; readonly sequence: number; readonly nowMs: number },
): Reading {
  const field = `measurements[${index}]`;
  if (measurement.at !== undefined) {
    checkTime(measurement.at, { field: `${field}.at`, isSubmitted: true });
    checkHappened(timeToMs(measurement.at, `${field}.at`), { field: `${field}.at`, nowMs });
  }
  const wire = requestToWire(measurement, { timeFields: ['at'], isSubmitted: true, path: field }) as object;
  return parseValue(Reading, { ...wire, sequence }, field);
}

function encodeOrThrow(encode: () => EncodedBatch): EncodedBatch {
  try {
    return encode();
  } catch (error) {
    if (error instanceof ModelError) {
      throw createError('READINGS_INVALID', {
        because: error.message,
        details: { field: error.field, rule: error.rule, readingsMax: LIMITS.batchReadingsMax },
        cause: error,
      });
    }
    throw error;
  }
}
