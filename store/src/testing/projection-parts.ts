/** What a projection in a database of a test's own is made of. */
export type { Sql, SqlDatabase, SqlDialect, SqlRow, SqlValue } from '../sql/database';
export { varyStore } from '../consumer/vary-store';
export { openProjection } from '../projection/projection';
export { PROJECTED_TABLES } from '../projection/tables';
export { storeError } from '../sql/store-error';
export { SQLITE_DIALECT } from '../sqlite/dialect';
export { openSqlite } from '../sqlite/driver';
export type { SqliteHandle, SqliteStatement } from '../sqlite/driver';
