import {
  ModelError,
  buildKey,
  checkBatchRoot,
  checkBatchSignature,
  decodeBatch,
  parseKey,
  type Batch,
  type BatchRecord,
} from '@kontti/model';
import { findDevice } from '../company/devices.js';
import { foundOrAbsent, type Found } from '../kernel/entries.js';
import type { Ledger } from '../kernel/ledger.js';

/** A batch that its device signed for this channel and chaincode, and the bytes that prove it. */
export interface ProvenBatch {
  readonly key: string;
  readonly bytes: Buffer;
  readonly batch: Batch;
}

/** The key of a batch. */
export function batchKey({ header }: Batch): string {
  return buildKey('batch', { device: header.device, firstSequence: header.firstSequence });
}

/** True when the batch was signed for the channel and chaincode in which this transaction runs. */
export function isOfScope(ledger: Ledger, { header }: Batch): boolean {
  const { channel, chaincode } = ledger.scope;
  return header.channel === channel && header.chaincode === chaincode;
}

/**
 * The batch under a key, or why it proves nothing: bytes are `altered` when the registered device did not sign them for this key,
 * `unsealed` when no such device is registered.
 */
export async function findBatch(ledger: Ledger, key: string): Promise<Found<ProvenBatch>> {
  const parsed = parseKey(key);
  if (parsed?.kind !== 'batch') return undefined;
  const bytes = await ledger.state.get(key);
  if (bytes === undefined) return undefined;
  const device = await findDevice(ledger, parsed.parts.device);
  if (device === undefined) return { rejected: { key, reason: 'unsealed' } };
  const batch = decodeProven(bytes, device.registered.fact.body.publicKey);
  return batch !== undefined && batchKey(batch) === key && isOfScope(ledger, batch)
    ? { found: { key, bytes, batch } }
    : { rejected: { key, reason: 'altered' } };
}

/** The batch under a key when it is proven: how every decision reads. */
export async function readBatch(ledger: Ledger, key: string): Promise<ProvenBatch | undefined> {
  return foundOrAbsent(await findBatch(ledger, key));
}

function decodeProven(bytes: Buffer, publicKey: string): Batch | undefined {
  try {
    const batch = decodeBatch(bytes);
    checkBatchSignature(batch, publicKey);
    checkBatchRoot(batch);
    return batch;
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}

/** What a query answers. */
export function toBatchRecord({ bytes, batch }: ProvenBatch): BatchRecord {
  const { device, firstSequence, count, shipment, container, from, to, previousDigest } = batch.header;
  return {
    deviceId: device,
    firstSequence,
    count,
    shipmentId: shipment,
    ...(container === undefined ? {} : { container }),
    from,
    to,
    digest: batch.digest,
    ...(previousDigest === undefined ? {} : { previousDigest }),
    bytes: bytes.toString('base64'),
  };
}
