import { openSqlite } from '../sqlite/driver';

/** Leaves the tests of a suite pending where there is no SQLite. */
export function needsSqlite(): void {
  beforeEach(function () {
    if (!hasSqlite()) this.skip();
  });
}

/** A suite that is pending as a whole where there is no SQLite. */
export function describeOnSqlite(title: string, suite: () => void): void {
  if (hasSqlite()) describe(title, suite);
  else describe.skip(`${title} (SQLite is neither built for this Node nor a part of it)`, suite);
}

/** True where a driver of SQLite works. */
export function hasSqlite(): boolean {
  try {
    openSqlite(':memory:').close();
    return true;
  } catch {
    return false;
  }
}
