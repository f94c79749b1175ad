import {
  checkBatchRoot,
  checkBatchSignature,
  decodeBatch,
  ModelError,
  proveReading,
  ReadingProof,
  verifyReadingProof,
} from '@kontti/model';
import type { Batch, DeviceRecord, Reading } from '@kontti/model';
import { createError } from '../errors';
import { checkMembers } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { bytes, required, text } from '../options/rules';
import { parseForeign } from '../request-values';
import { toDated } from '../times';
import type { Dated } from '../times';

/** A batch that was verified from its bytes alone, offline. */
export interface VerifiedBatch {
  /** What the device signed, beside the readings. */
  readonly header: Dated<Batch['header']>;
  /** The readings, in order. */
  readonly readings: readonly Dated<Reading>[];
  /** Hex of what the device signed. */
  readonly digest: string;
  /**
   * The proof that the batch has the reading of this number; it shows up to 15 readings beside it, and no others.
   * @example const { temperatureMilliC } = verifyReading(batch.prove(3), { publicKey: device.publicKey });
   * @throws READINGS_INVALID
   */
  prove(sequence: number): ReadingProof;
}

const SIGNED: OptionRules<{ readonly bytes: Uint8Array; readonly publicKey: string }> = {
  bytes: required(bytes),
  publicKey: required(text),
};

/**
 * Reads a batch after it verified the device's signature, the payload's digest and the Merkle root.
 * @example const { header, readings } = verifyBatch({ bytes, publicKey: device.publicKey });
 * @throws OPTIONS_INVALID, READINGS_INVALID
 */
export function verifyBatch(batch: {
  /** The bytes that the device signed: those of an event, or what `readings.getBatch` has in base64. */
  readonly bytes: Uint8Array;
  /** The key that the device had then, base64 of SPKI DER; see `keyAt`. */
  readonly publicKey: string;
}): VerifiedBatch {
  checkMembers(SIGNED, batch, 'batch');
  const decoded = orThrow(() => {
    const content = decodeBatch(batch.bytes);
    checkBatchSignature(content, batch.publicKey);
    checkBatchRoot(content);
    return content;
  });
  return {
    header: toDated(decoded.header),
    readings: decoded.readings.map((reading) => toDated(reading)),
    digest: decoded.digest,
    prove: (sequence) => orThrow(() => proveReading(decoded, sequence)),
  };
}

const DEVICE_KEY: OptionRules<{ readonly publicKey: string }> = { publicKey: required(text) };

/**
 * Checks offline that the device with this public key signed a batch with that reading in it.
 * @example const { at, temperatureMilliC } = verifyReading(proof, { publicKey: device.publicKey });
 * @throws READINGS_INVALID
 */
export function verifyReading(proof: ReadingProof, device: Pick<DeviceRecord, 'publicKey'>): Dated<Reading> {
  checkMembers(DEVICE_KEY, device, 'device');
  return orThrow(() => {
    const checked = parseForeign(ReadingProof, proof);
    verifyReadingProof(checked, device.publicKey);
    return toDated(checked.reading);
  });
}

function orThrow<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof ModelError) {
      const { code: rule, field } = error;
      throw createError('READINGS_INVALID', {
        because: error.message,
        details: { rule, field },
        cause: error,
      });
    }
    throw error;
  }
}
