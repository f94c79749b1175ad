import { createHash } from 'node:crypto';
import { storeLimits } from '../limits';
import type { Sql, SqlRow, SqlValue } from '../sql/database';
import { PROJECTED_TABLES } from './tables';
import type { ProjectedTable } from './projected-table';

const MODULUS = 2n ** 256n;

/**
 * Digest of each table: the sum of the SHA-256 of its rows, so that the order in which a database gives them, and which database it is, does not
 * matter.
 */
export async function digestTables(sql: Sql): Promise<Readonly<Record<string, string>>> {
  const digests: [string, string][] = [];
  for (const table of PROJECTED_TABLES) {
    digests.push([table.name, await digestTable(sql, table)]);
  }
  return Object.fromEntries(digests);
}

async function digestTable(sql: Sql, table: ProjectedTable): Promise<string> {
  let sum = 0n;
  let last: SqlRow | undefined;
  for (;;) {
    const rows = await readPage(sql, table, last);
    for (const row of rows) {
      sum = (sum + digestRow(row, table)) % MODULUS;
    }
    last = rows.at(-1);
    if (last === undefined) {
      return sum.toString(16).padStart(64, '0');
    }
  }
}

async function readPage(
  sql: Sql,
  { name, key }: ProjectedTable,
  last: SqlRow | undefined,
): Promise<readonly SqlRow[]> {
  const columns = key.join(', ');
  const behind = last === undefined ? '' : `WHERE (${columns}) > (${key.map(() => '?').join(', ')})`;
  const values: SqlValue[] = last === undefined ? [] : key.map((column) => last[column] ?? null);
  return sql.all(`SELECT * FROM ${name} ${behind} ORDER BY ${columns} LIMIT ?`, [
    ...values,
    storeLimits.projectionPageRows,
  ]);
}

/** Numbers of eight bytes come as text from PostgreSQL. */
function digestRow(row: SqlRow, { columns }: ProjectedTable): bigint {
  const values = Object.entries(columns).map(([name, type]) => {
    const value = row[name] ?? null;
    return value !== null && type.startsWith('BIGINT') ? Number(value) : value;
  });
  return BigInt(`0x${createHash('sha256').update(JSON.stringify(values)).digest('hex')}`);
}
