import { decodeBatch, encodeBatch, LIMITS, ModelError, parseValue, Reading } from '@kontti/model';
import { createError } from '../errors';
import { createSigningKeyPair } from '../identity/signing-key';
import { toWire } from '../times';
import type { Undated } from '../times';
import type { SignedBatch } from './submit-all';

/** What a device measured, before it has a number. */
export type Measurement = Undated<Omit<Reading, 'sequence'>>;

/** Where a device's readings count, its key, and where it left off. */
export interface DeviceOptions {
  readonly channel: string;
  readonly chaincode: string;
  /** `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
  /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
  readonly privateKey?: string;
  /** Number of the next reading; 0 unless given. */
  readonly nextSequence?: number;
  /** Number of the first reading, and digest, of the device's last batch; absent before its first. */
  readonly previousSequence?: number;
  readonly previousDigest?: string;
}

/** What a batch is about. */
export interface BatchSubject {
  readonly shipmentId: string;
  readonly container?: string;
}

/** How far a device has come: what to keep across restarts, and to give to `device()` again. */
export interface DeviceState {
  /** Number of the next reading. */
  readonly nextSequence: number;
  /** Number of the first reading, and digest, of the last batch; absent before the first. */
  readonly previousSequence?: number;
  readonly previousDigest?: string;
}

/** A sensor with a key of its own. Keeps count of its readings, so one object is one device. */
export interface Device {
  readonly deviceId: string;
  /** Base64 of SPKI DER: what its owner registers. */
  readonly publicKey: string;
  /** PKCS #8, PEM: a secret. */
  exportPrivateKey(): string;
  /** What to keep across restarts. */
  state(): DeviceState;
  /**
   * Signs measurements, in the order of their times, as the device's next batch; at most 1000.
   * @throws KonttiError READINGS_INVALID
   */
  sign(subject: BatchSubject, measurements: readonly Measurement[]): SignedBatch;
}

/** Makes a device. @throws KEY_UNSUPPORTED */
export function createDevice(options: DeviceOptions): Device {
  const { channel, chaincode, deviceId } = options;
  const { publicKey, sign, exportPrivateKey } = createSigningKeyPair(options.privateKey);
  let nextSequence = options.nextSequence ?? 0;
  let previous = previousOf(options);
  return {
    deviceId,
    publicKey,
    exportPrivateKey,
    state: () => ({ nextSequence, ...previous }),
    sign({ shipmentId, container }, measurements) {
      const context = {
        channel,
        chaincode,
        device: deviceId,
        shipment: shipmentId,
        ...(container === undefined ? {} : { container }),
        ...previous,
      };
      const bytes = encodeOrThrow(() => {
        const readings = measurements.map((measurement, index) =>
          toReading(measurement, nextSequence + index),
        );
        return encodeBatch(context, readings, sign);
      });
      previous = { previousSequence: nextSequence, previousDigest: decodeBatch(bytes).digest };
      nextSequence += measurements.length;
      return { deviceId, bytes };
    },
  };
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

function toReading(measurement: Measurement, sequence: number): Reading {
  const wire = toWire(measurement, ['at']) as object;
  return parseValue(Reading, { ...wire, sequence });
}

function encodeOrThrow(encode: () => Buffer): Buffer {
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
