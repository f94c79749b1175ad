import { createHash } from 'node:crypto';
import { ModelError } from '../errors';
import { checkBatchRoot, checkBatchSignature, decodeBatch, type Batch } from './batch';
import type { BatchEntry } from './batch-entry';

/** What a batch's bytes have to agree with: its entry, its device's public key, and where its signature counts. */
export interface BatchClaim {
  /** What the submission has of the batch. */
  readonly entry: BatchEntry;
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /** Name of the channel on which signatures count. */
  readonly channel: string;
  /** Name of the chaincode for which signatures count. */
  readonly chaincode: string;
}

/**
 * The batch that these bytes are, when they are those of the entry and the device signed them for this channel and chaincode.
 * `unsigned`: another key or none signed. `malformed`: anything else that does not agree, the Merkle root among it.
 */
export function verifyBatchBytes(bytes: Uint8Array, claim: BatchClaim): Batch | 'unsigned' | 'malformed' {
  const { entry, publicKey, channel, chaincode } = claim;
  if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) return 'malformed';
  try {
    const batch = decodeBatch(bytes);
    const { header } = batch;
    const isMeant = header.channel === channel && header.chaincode === chaincode;
    if (!isMeant || !agrees(entry, batch)) return 'malformed';
    checkBatchSignature(batch, publicKey);
    checkBatchRoot(batch);
    return batch;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.code === 'SIGNATURE' ? 'unsigned' : 'malformed';
  }
}

/** The part of an entry that a batch itself says. */
export function entryOfBatch(
  batch: Batch,
): Omit<BatchEntry, 'sha256' | 'previous' | 'under' | 'change' | 'tenure'> {
  const { format, digest, header } = batch;
  const { device, shipment, site, agreement, container, firstSequence, count, from, to } = header;
  const { previousSequence, previousDigest } = header;
  return {
    format,
    digest,
    device,
    ...(shipment === undefined ? {} : { shipment }),
    ...(site === undefined ? {} : { site }),
    ...(agreement === undefined ? {} : { agreement }),
    ...(container === undefined ? {} : { container }),
    firstSequence,
    count,
    from,
    to,
    ...(previousSequence === undefined ? {} : { previousSequence }),
    ...(previousDigest === undefined ? {} : { previousDigest }),
  };
}

function agrees(entry: BatchEntry, batch: Batch): boolean {
  const expected = entryOfBatch(batch);
  return (Object.keys(expected) as (keyof typeof expected)[])
    .concat('shipment', 'site', 'agreement', 'container', 'previousSequence', 'previousDigest')
    .every((name) => entry[name] === expected[name]);
}
