import { storeLimits } from '../limits';
import type { Sql, SqlRow, SqlValue } from '../sql/database';

/** A row as events give it: times as `Date`s, lists as they are, what is not known as `undefined`. */
export type Projected = Readonly<Record<string, unknown>>;

function toSqlValue(value: unknown): SqlValue {
  if (typeof value === 'string' || typeof value === 'number') {
    return value;
  }
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value === 'bigint') {
    // Databases make integers of 64 bits of it; a number of JavaScript would lose digits.
    return value.toString();
  }
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

/** Adds a row. */
export async function insertRow(sql: Sql, table: string, row: Projected): Promise<void> {
  await insertRows(sql, table, [row]);
}

/** Adds a row unless a statement finds one. Returns true where it was added. */
export async function insertRowUnless(
  sql: Sql,
  table: string,
  { row, found }: { readonly row: Projected; readonly found: { text: string; values: readonly unknown[] } },
): Promise<boolean> {
  const names = Object.keys(row);
  const added = await sql.all(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map(() => '?').join(', ')}
      WHERE NOT EXISTS (${found.text}) RETURNING 1`,
    [...Object.values(row), ...found.values].map(toSqlValue),
  );
  return added.length > 0;
}

/** Adds rows that have the same columns, some at a time. */
export async function insertRows(sql: Sql, table: string, rows: readonly Projected[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const places = `(${names.map(() => '?').join(', ')})`;
  for (let from = 0; from < rows.length; from += storeLimits.rowsAtOnce) {
    const some = rows.slice(from, from + storeLimits.rowsAtOnce);
    await sql.run(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES ${some.map(() => places).join(', ')}`,
      some.flatMap((row) => Object.values(row).map(toSqlValue)),
    );
  }
}

/** Changes columns of the row that a column names. */
export async function updateRow(
  sql: Sql,
  table: string,
  { where, set }: { readonly where: Projected; readonly set: Projected },
): Promise<void> {
  const assigned = Object.keys(set).map((name) => `${name} = ?`);
  const [[name, value] = ['', undefined]] = Object.entries(where);
  await sql.run(
    `UPDATE ${table} SET ${assigned.join(', ')} WHERE ${name} = ?`,
    [...Object.values(set), value].map(toSqlValue),
  );
}

/** The row that a column names. */
export async function findRow(
  sql: Sql,
  table: string,
  [name, value]: readonly [name: string, value: string],
): Promise<SqlRow | undefined> {
  const [row] = await sql.all(`SELECT * FROM ${table} WHERE ${name} = ?`, [value]);
  return row;
}
