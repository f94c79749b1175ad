import {
  readBatch,
  verifyBatchBytes,
  type Batch,
  type BatchParents,
  type BatchRecord,
  type Found,
  type HeldBatch,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';

/** A batch that holds, and whose bytes its device signed. */
interface ProvenBatch extends HeldBatch, BatchParents {
  readonly key: string;
  readonly bytes: Buffer;
  readonly batch: Batch;
}

/** The batch of a device that starts with that reading, or why it proves nothing. */
export async function findBatch(
  ledger: Ledger,
  named: { readonly device: string; readonly firstSequence: number },
): Promise<Found<ProvenBatch>> {
  const found = await readBatch(ledger.facts, named);
  if (found === undefined || 'rejected' in found) return found;
  const { entry, index, sealed, epoch } = found.found;
  const { key } = sealed.fact;
  const bytes = await ledger.facts.attachment(sealed, index);
  if (bytes === undefined) return { rejected: { key, reason: 'altered' } };
  const { publicKey } = epoch;
  const batch = verifyBatchBytes(bytes, { entry, publicKey, ...ledger.scope });
  if (typeof batch === 'string') return { rejected: { key, reason: 'altered' } };
  return { found: { ...found.found, key, bytes, batch } };
}

/** What a query answers. */
export function toBatchRecord({ bytes, batch, sealed }: ProvenBatch): BatchRecord {
  const { device, firstSequence, count, container, from, to, previousSequence, previousDigest } =
    batch.header;
  const { shipment, site, agreement } = batch.header;
  return {
    deviceId: device,
    firstSequence,
    count,
    ...(shipment === undefined ? {} : { shipmentId: shipment }),
    ...(site === undefined ? {} : { siteId: site }),
    ...(agreement === undefined ? {} : { agreementId: agreement }),
    ...(container === undefined ? {} : { container }),
    from,
    to,
    digest: batch.digest,
    ...(previousSequence === undefined ? {} : { previousSequence }),
    ...(previousDigest === undefined ? {} : { previousDigest }),
    fact: sealed.fact.key,
    submittedAt: sealed.fact.at,
    bytes: bytes.toString('base64'),
  };
}
