import type { NewRow, OutboxRow, OutboxState, RowProgress } from '@kontti/client-sdk';
import type { SqlRow, SqlValue } from '../sql/database';

/** Columns of what changes, in the order of `progressToValues`. */
export const PROGRESS_COLUMNS = [
  'state',
  'request',
  'transaction_id',
  'envelope',
  'attempts',
  'due_ms',
  'reason',
  'outcome',
  'changed_ms',
] as const;

/** Columns of what does not change, in the order of `rowToValues`. */
export const ROW_COLUMNS = ['id', 'key', 'operation', 'digest', 'added_ms'] as const;

/** Values of `PROGRESS_COLUMNS`. */
export function progressToValues(progress: RowProgress): readonly SqlValue[] {
  const { state, request, transactionId, envelope, attempts, dueMs, reason, outcome, changedMs } = progress;
  const bytes = (value: Uint8Array | undefined): SqlValue =>
    value === undefined ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return [
    ...[state, bytes(request), transactionId ?? null, bytes(envelope), attempts, dueMs],
    ...[reason ?? null, outcome ?? null, changedMs],
  ];
}

/** Values of `ROW_COLUMNS`. */
export function rowToValues({ id, key, operation, digest, addedMs }: NewRow): readonly SqlValue[] {
  return [id, key, operation, digest, addedMs];
}

/** Numbers of eight bytes come as text from PostgreSQL. */
export function toOutboxRow(row: SqlRow): OutboxRow {
  return {
    sequence: Number(row['sequence']),
    id: textOf(row['id']),
    key: textOf(row['key']),
    operation: textOf(row['operation']),
    digest: textOf(row['digest']),
    addedMs: Number(row['added_ms']),
    revision: Number(row['revision']),
    progress: {
      state: textOf(row['state']) as OutboxState,
      request: bytesOf(row['request']),
      transactionId: optionalText(row['transaction_id']),
      envelope: bytesOf(row['envelope']),
      attempts: Number(row['attempts']),
      dueMs: Number(row['due_ms']),
      reason: optionalText(row['reason']),
      outcome: optionalText(row['outcome']),
      changedMs: Number(row['changed_ms']),
    },
  };
}

function textOf(value: SqlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function optionalText(value: SqlValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function bytesOf(value: SqlValue | undefined): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}
