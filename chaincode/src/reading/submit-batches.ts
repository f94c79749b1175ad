import {
  batchPlace,
  readingSubmitted,
  submissionDigest,
  type BatchEntry,
  type SubmissionReceipt,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';
import { listBatch } from './batch-lists';
import { checkBatch, type CheckedBatch, type SubmissionSoFar } from './check-batch';
import { listLatest } from './device-state';
import { listExcursions } from './excursions';

/** Records batches that devices of the calling company have signed; a batch that is recorded already changes nothing. */
export async function submitBatches(ledger: Ledger, batches: readonly Buffer[]): Promise<SubmissionReceipt> {
  ledger.caller.demand('operator');
  const checked: CheckedBatch[] = [];
  const soFar: SubmissionSoFar = { latestOfDevice: new Map(), devices: new Map() };
  for (const [index, bytes] of batches.entries()) {
    const submitted = { bytes, field: `batches[${index}]` };
    const next = await checkBatch(ledger, submitted, soFar);
    if (next.recorded === undefined) soFar.latestOfDevice.set(next.entry.device, next.entry);
    checked.push(next);
  }
  const fresh = checked.filter(({ recorded }) => recorded === undefined);
  if (fresh.length > 0) await record(ledger, fresh);
  return {
    batches: checked.map(({ entry: { device, firstSequence: sequence, digest, change = 0 } }) => ({
      key: batchPlace({ device, sequence, change }),
      digest,
    })),
  };
}

async function record(ledger: Ledger, fresh: readonly CheckedBatch[]): Promise<void> {
  const company = ledger.caller.mspId;
  const digest = submissionDigest(fresh.map(({ entry }) => entry.sha256));
  const held = await ledger.append({
    type: readingSubmitted.type,
    key: readingSubmitted.key.build({ company, digest }),
    body: { batches: fresh.map(({ entry }) => entry) },
    vouchers: fresh.flatMap((batch) => vouchersOf(ledger, batch)),
    attachments: fresh.map(({ bytes }) => bytes),
  });
  const latest = new Map<string, BatchEntry>();
  for (const [index, { entry, batch, about }] of fresh.entries()) {
    listBatch(ledger.lists, entry, held.digest);
    const { conditions } = about;
    const fact = { key: held.fact.key, digest: held.digest };
    listExcursions(ledger, { entry, index, batch, conditions, fact });
    latest.set(entry.device, entry);
  }
  for (const entry of latest.values()) listLatest(ledger.lists, entry, held.digest);
}

function vouchersOf(ledger: Ledger, { epoch, device, about }: CheckedBatch): readonly string[] {
  return ledger.vouchersBy(device.rule, { ...about.roles, self: epoch.owner });
}
