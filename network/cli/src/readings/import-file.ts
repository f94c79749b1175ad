import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { recordReadings, type RecordSummary } from '@kontti/client-sdk';
import { unreadableFile } from '@kontti/fabric-admin/data-files';
import { systemClock } from '@kontti/fabric-protocol/base';
import { fileRowToReading, readCsv, readNdjson, type FileRow, type RowForm } from '@kontti/readings';
import { exitCodes } from '../options/exit-codes';
import type { Terminal } from '../options/terminal';
import { findKeys, type KeyArguments } from './device-keys';
import { ImportProgress } from './import-progress';
import { openClient, type ClientArguments } from '../options/open-client';
import { RejectedFile } from './rejected-file';

/** What is imported, and as whom. */
export interface ImportArguments extends ClientArguments, KeyArguments {
  readonly format?: 'csv' | 'ndjson';
  readonly delimiter?: string;
  readonly device?: string;
  readonly shipment?: string;
  readonly container?: string;
  readonly column?: Readonly<Record<string, string>>;
  readonly batch?: number;
  readonly rejected?: string;
}

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];

/**
 * `kontti readings import`. Needs nothing of an import before it: rows that are on the ledger are found again, so whatever ended the one before, the next one
 * goes on.
 */
export async function importFile(file: string, options: ImportArguments, terminal: Terminal): Promise<void> {
  const size = await sizeOf(file);
  const signerOf = findKeys(options);
  const rejected = new RejectedFile(options.rejected ?? `${file}.rejected.ndjson`);
  const errors = process.stderr;
  const progress = new ImportProgress({ terminal, errors, size, nowMs: () => systemClock.nowMs() });
  const ending = new AbortController();
  const end = (): void => ending.abort();
  for (const signal of signals) process.once(signal, end);
  const client = await openClient(options);
  try {
    const toReading = fileRowToReading(formOf(options));
    await recordReadings<FileRow>({
      ...{ client, signerOf, signal: ending.signal, rows: readRows(file, options) },
      ...(options.batch === undefined ? {} : { readingsMax: options.batch }),
      toReading: (row) => {
        progress.bytes = row.bytes;
        return toReading(row);
      },
      onOutcome: async (outcome) => {
        if (outcome.status === 'rejected') await rejected.add(outcome);
        progress.add(outcome);
      },
    });
    progress.end();
    // What is reported to be in the file is on disk.
    await rejected.close();
    report('imported', progress, { terminal, rejected: rejected.path });
  } catch (error) {
    progress.end();
    if (!ending.signal.aborted) throw error;
    report('interrupted', progress, { terminal, rejected: rejected.path });
    process.exitCode = exitCodes.unfinished;
  } finally {
    for (const signal of signals) process.removeListener(signal, end);
    await rejected.close();
    client.close();
  }
}

function report(
  event: 'imported' | 'interrupted',
  progress: ImportProgress,
  { terminal, rejected }: { readonly terminal: Terminal; readonly rejected: string },
): void {
  const counts = progress.counts();
  const { seconds, rowsPerSecond } = progress.pace();
  const rejectedFile = counts.rejected > 0 ? rejected : undefined;
  terminal.result({
    text: `${event}: ${toText(counts)} in ${seconds.toFixed(1)} s, ${rowsPerSecond} rows/s`,
    json: { event, ...counts, seconds, rowsPerSecond, rejectedFile },
  });
  if (terminal.isJson) return;
  if (rejectedFile !== undefined) terminal.note(`the rejected rows, each with the reason: ${rejectedFile}`);
  if (event === 'interrupted') terminal.note('the same command goes on where this one ended');
}

function toText({ recorded, present, rejected }: RecordSummary): string {
  return `${recorded} recorded, ${present} there before, ${rejected} rejected`;
}

function formOf({ device, shipment, container, column }: ImportArguments): RowForm {
  return { deviceId: device, shipmentId: shipment, container, columns: column };
}

function readRows(file: string, options: ImportArguments): AsyncGenerator<FileRow> {
  const { format = /\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : 'csv', delimiter } = options;
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  return format === 'ndjson' ? readNdjson(stream) : readCsv(stream, { ...formOf(options), delimiter });
}

/** @throws DIRECTORY_UNUSABLE */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw unreadableFile({ file, cause });
  }
}
