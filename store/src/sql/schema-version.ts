import { storeError } from './store-error';
import type { Sql } from './database';

/** Notes of which version some tables are, where they are new. @throws STORE_VERSION where they are of another version */
export async function requireVersion(sql: Sql, name: string, version: number): Promise<void> {
  await sql.run('CREATE TABLE IF NOT EXISTS kontti_schema (name TEXT PRIMARY KEY, version INTEGER NOT NULL)');
  await sql.run('INSERT INTO kontti_schema (name, version) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', [
    name,
    version,
  ]);
  const [found] = await sql.all('SELECT version FROM kontti_schema WHERE name = ?', [name]);
  if (Number(found?.['version']) !== version) {
    throw storeError('STORE_VERSION', {
      details: { table: name, expected: version, found: found?.['version'] },
    });
  }
}
