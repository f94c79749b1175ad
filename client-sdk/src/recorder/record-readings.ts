import { contextOf } from '../client-context';
import { checkOptions } from '../options/check-options';
import { withTypedErrors } from '../typed-errors';
import { RECORD_OPTIONS } from './record-options';
import type { RecordOptions, RecordSummary } from './record-options';
import { Recorder } from './recorder';

/**
 * Records any number of rows: judges each, has devices sign batches, keeps a bounded number of transactions under way, and takes rows no faster
 * than it can record them. A device goes on where its batches on the ledger end, and rows that are there already are found again: so the same
 * rows can be given again after whatever happened, and are on the ledger once. Bad rows are reported with the reason and hold nothing up.
 * @example
 * const { recorded, rejected } = await recordReadings({
 *   client,
 *   rows: [{ deviceId: 'Org1MSP/D-1', shipmentId: 'Org1MSP/S-1', at: new Date(), temperatureMilliC: 4_000 }],
 *   signerOf: (deviceId) => ({ privateKey: readFileSync(`keys/${deviceId}.pem`) }),
 *   onOutcome: (outcome) => {
 *     if (outcome.status === 'rejected') console.warn(outcome.error.message);
 *   },
 * });
 * @throws OPTIONS_INVALID, CANCELLED, SIGNER_FAILED, UNREACHABLE, DEFINITION_CHANGED, ROLE_MISSING, SOURCE_FAILED
 */
export const recordReadings: <R>(options: RecordOptions<R>) => Promise<RecordSummary> =
  withTypedErrors(record);

async function record<R>(options: RecordOptions<R>): Promise<RecordSummary> {
  checkOptions<RecordOptions<never>>(RECORD_OPTIONS, options);
  return new Recorder(contextOf(options.client), options).run();
}
