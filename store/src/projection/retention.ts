import type { ConsumerStore } from '@kontti/client-sdk';
import { varyStore } from '../consumer/vary-store';
import { storeLimits } from '../limits';
import type { Sql, SqlDialect } from '../sql/database';
import { insertRowUnless } from './projected-row';
import type { Projected } from './projected-row';

/** Which part of a projection is kept for how long. */
const EVENTS = 'event';

/** Makes the table that says what was removed. */
export async function createRetention(sql: Sql): Promise<void> {
  await sql.run(
    'CREATE TABLE IF NOT EXISTS kontti_retention (name TEXT PRIMARY KEY, forgotten_before TEXT NOT NULL)',
  );
}

/** The time before which events were removed. */
export async function findForgotten(sql: Sql): Promise<Date | undefined> {
  const [row] = await sql.all('SELECT forgotten_before FROM kontti_retention WHERE name = ?', [EVENTS]);
  const before = row?.['forgotten_before'];
  return typeof before === 'string' ? new Date(before) : undefined;
}

/** Adds an event, unless what events of its time said was removed: who fills a projection anew gets it again. Returns true where it was added. */
export function keepEvent(sql: Sql, row: Projected & { readonly ledger_time: Date }): Promise<boolean> {
  const text = 'SELECT 1 FROM kontti_retention WHERE name = ? AND forgotten_before > ?';
  return insertRowUnless(sql, 'event', { row, found: { text, values: [EVENTS, row.ledger_time] } });
}

/** A store that keeps no dead letter of an event whose time was forgotten. */
export function createForgettingStore(store: ConsumerStore<Sql>, sql: Sql): ConsumerStore<Sql> {
  return varyStore(store, {
    async advance(step) {
      const { letter, ...rest } = step;
      const before = letter && (await findForgotten(sql));
      const isForgotten = before !== undefined && isEarlier(letter?.event, before.toISOString());
      await store.advance(isForgotten ? rest : step);
    },
  });
}

/** Removes events whose ledger time is before a time, or before that of an earlier call where it is later. */
export async function forgetEvents(
  sql: Sql,
  options: { readonly before: Date; readonly consumer: string; readonly dialect: SqlDialect },
): Promise<number> {
  const { before, consumer, dialect } = options;
  // Who adds an event meanwhile either has it removed here, or finds that its time was forgotten.
  const lock = dialect.lockTable('event');
  if (lock !== undefined) {
    await sql.run(lock);
  }
  const earlier = await findForgotten(sql);
  const time = new Date(Math.max(before.getTime(), earlier?.getTime() ?? before.getTime())).toISOString();
  await sql.run(
    `INSERT INTO kontti_retention (name, forgotten_before) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET forgotten_before = excluded.forgotten_before`,
    [EVENTS, time],
  );
  await sql.run(
    `DELETE FROM asset_event WHERE (block, tx, event) IN
      (SELECT block, tx, event FROM event WHERE ledger_time < ?)`,
    [time],
  );
  await forgetLetters(sql, { time, consumer });
  const removed = await sql.all('DELETE FROM event WHERE ledger_time < ? RETURNING block', [time]);
  return removed.length;
}

/** A dead letter has what its event said. */
async function forgetLetters(
  sql: Sql,
  { time, consumer }: { readonly time: string; readonly consumer: string },
): Promise<void> {
  for (let last = 0; ;) {
    const rows = await sql.all(
      'SELECT sequence, event FROM kontti_dead_letter WHERE consumer = ? AND sequence > ? ORDER BY sequence LIMIT ?',
      [consumer, last, storeLimits.lettersPage],
    );
    for (const { sequence = null, event } of rows) {
      last = Number(sequence);
      if (isEarlier(event, time)) {
        await sql.run('DELETE FROM kontti_dead_letter WHERE sequence = ?', [sequence]);
      }
    }
    if (rows.length === 0) return;
  }
}

/** Whether the ledger time of an event, as a dead letter has it, is before a time. */
function isEarlier(event: unknown, time: string): boolean {
  const { ledgerTime } = JSON.parse(String(event)) as { readonly ledgerTime?: unknown };
  return typeof ledgerTime === 'string' && ledgerTime < time;
}
