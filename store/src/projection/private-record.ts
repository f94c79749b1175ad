import type { ProvenEvent } from '@kontti/client-sdk';
import type { Sql } from '../sql/database';
import { findRow, insertRow, updateRow } from './projected-row';
import { text } from './projected-table';
import type { ProjectedTable } from './projected-table';

/** Tables about what companies keep in private. */
export const PRIVATE_RECORD_TABLES: readonly ProjectedTable[] = [
  {
    name: 'private_record',
    columns: {
      ...{ record_id: text, company: text, jurisdiction: 'TEXT', commitment: 'TEXT', published_by: 'TEXT' },
      ...{ published_at: 'TEXT', erased_by: 'TEXT', erased_at: 'TEXT' },
    },
    key: ['record_id'],
    indexes: [['company']],
  },
];

/** What stays of an event whose content was erased. */
const ERASED = JSON.stringify({ erased: true });

/** A commitment that was published. */
export async function publishRecord(sql: Sql, event: ProvenEvent<'record.published'>): Promise<void> {
  const { id, body, ledgerTime } = event;
  const { recordId: record_id, jurisdiction, commitment } = body;
  const place = { record_id, company: companyOf(record_id), jurisdiction };
  await insertRow(sql, 'private_record', {
    ...{ ...place, commitment, published_by: id, published_at: ledgerTime },
  });
}

/** A record that was erased: the commitment goes from the table, and from the event that published it. */
export async function eraseRecord(sql: Sql, event: ProvenEvent<'record.erased'>): Promise<void> {
  const { key, body, ledgerTime } = event;
  const record_id = key.slice('erased/'.length);
  const erased = { erased_by: key, erased_at: ledgerTime };
  const row = await findRow(sql, 'private_record', ['record_id', record_id]);
  if (row === undefined) {
    const place = { record_id, company: companyOf(record_id), jurisdiction: body.jurisdiction };
    await insertRow(sql, 'private_record', { ...place, ...erased });
    return;
  }
  await updateRow(sql, 'private_record', { where: { record_id }, set: { commitment: undefined, ...erased } });
  const id = String(row['published_by']);
  const factKey = id.slice(id.indexOf(':') + 1).replace(/#\d+$/, '');
  await sql.run('UPDATE event SET body = ? WHERE fact_key = ? AND event_id = ?', [ERASED, factKey, id]);
}

function companyOf(recordId: string): string {
  return recordId.slice(0, recordId.indexOf('/'));
}
