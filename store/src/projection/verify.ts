import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KonttiError, type KonttiClient } from '@kontti/client-sdk';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import type { SqlDatabase } from '../sql/database';
import { projectEvent } from './project-event';
import { comparePositions, partsOf } from './positions';
import { openProjection } from './projection';
import type { Projection } from './projection';

/** What a comparison showed. */
export interface ProjectionComparison {
  /** True when no table differs. */
  readonly isEqual: boolean;
  /** Tables that differ from what the ledger says. */
  readonly differing: readonly string[];
  /** Up to where both were compared. */
  readonly position: string | undefined;
}

/** What is compared, and with which ledger. */
export interface VerifyOptions {
  /** Nothing may be consumed into it meanwhile. */
  readonly projection: Projection;
  /** Makes the client whose company's peers are asked. */
  readonly from: () => Promise<KonttiClient>;
}

/**
 * Builds a projection anew from the ledger, in a folder for temporary files and as far as the given one is, and compares both table by table.
 * @example const { isEqual, differing } = await verifyProjection({ projection, from: () => connect(options) });
 * @throws STORE_BUSY, STORE_FAILED, and what `from` and `events` throw
 */
export async function verifyProjection({ projection, from }: VerifyOptions): Promise<ProjectionComparison> {
  const folder = await mkdtemp(join(tmpdir(), 'kontti-projection-'));
  try {
    const database = await openSqliteDatabase(join(folder, 'rebuilt.db'));
    // Nobody needs it after a crash.
    await database.run('PRAGMA synchronous = OFF');
    await using rebuilt = await openProjection(database);
    const before = await projection.forgotten();
    if (before !== undefined) {
      await rebuilt.forget({ before });
    }
    const position = await projection.position();
    if (position !== undefined) {
      await rebuild({ database, from, position });
    }
    const [found, expected] = [await projection.digests(), await rebuilt.digests()];
    const differing = Object.keys(expected).filter((table) => found[table] !== expected[table]);
    return { isEqual: differing.length === 0, differing, position };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Projects events up to the position. What cannot be projected is left out, as a dead letter is. */
async function rebuild(options: {
  readonly database: SqlDatabase;
  readonly from: () => Promise<KonttiClient>;
  readonly position: string;
}): Promise<void> {
  const { database, from, position } = options;
  const client = await from();
  try {
    const [toBlock = 0n] = partsOf(position);
    for await (const event of client.events({ fromBlock: 0, toBlock })) {
      if (comparePositions(event.position, position) > 0) {
        return;
      }
      try {
        await database.transaction((sql) => projectEvent(event, sql));
      } catch (error) {
        if (error instanceof KonttiError && error.code.startsWith('STORE_')) {
          throw error;
        }
      }
    }
  } finally {
    client.close();
  }
}
