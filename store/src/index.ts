import type { ConsumerStore, OutboxStore, QueueStore } from '@kontti/client-sdk';
import { openConsumerStore } from './consumer/consumer-store';
import { openOutboxStore } from './outbox/outbox-store';
import { openProjection } from './projection/projection';
import type { Projection } from './projection/projection';
import { openQueueStore } from './queue/queue-store';
import { openPostgresDatabase } from './postgres/postgres-database';
import type { PostgresConnection } from './postgres/postgres-database';
import type { Sql } from './sql/database';
import { openSqliteDatabase } from './sqlite/sqlite-database';

export type { Projection, ProjectionConsumer } from './projection/projection';
export { readAssetEvents } from './projection/asset-events';
export type { AssetEvent, AssetEventsOptions } from './projection/asset-events';
export { findShipments } from './projection/find-shipments';
export type { FoundShipment, ShipmentSearch } from './projection/find-shipments';
export { findLinks, traceItems } from './projection/trace';
export type { ItemLink, Trace, TracedItems, TraceOptions } from './projection/trace';
export { rebuildProjection } from './projection/rebuild';
export type { RebuildOptions, RebuiltProjection } from './projection/rebuild';
export { verifyProjection } from './projection/verify';
export type { ProjectionComparison, VerifyOptions } from './projection/verify';
export type { PostgresConnection } from './postgres/postgres-database';
export type { Sql, SqlRow, SqlValue } from './sql/database';

/** Where a store of SQLite is. */
export interface SqliteOptions {
  /** A file on a disk of this machine; it is made with mode 0600 where it is not there. */
  readonly file: string;
}

/**
 * Opens a store of an outbox in a file of SQLite. Each change is on disk (fsync) when it is reported. Several processes of one machine may
 * open it. Needs `better-sqlite3`, or Node 22.13 or newer.
 * @example await using outbox = openOutbox({ store: await openSqliteOutbox({ file: 'outbox.db' }) });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openSqliteOutbox({ file }: SqliteOptions): Promise<OutboxStore> {
  return openOutboxStore(await openSqliteDatabase(file));
}

/**
 * Opens a store of an outbox in PostgreSQL, in the schema that is first in the connection's search path. The lease is a lock of a session, so
 * the connection must not go through a pool that shares sessions. Needs `pg`.
 * @example await using outbox = openOutbox({ store: await openPostgresOutbox({ connectionString: process.env.DATABASE_URL }) });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openPostgresOutbox(connection: PostgresConnection = {}): Promise<OutboxStore> {
  return openOutboxStore(await openPostgresDatabase(connection));
}

/**
 * Opens a store of a queue of readings in a file of SQLite of its own. Each change is on disk (fsync) when it is reported.
 * @example await using queue = openReadingQueue({ store: await openSqliteQueue({ file: 'readings.db' }), signerOf });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openSqliteQueue({ file }: SqliteOptions): Promise<QueueStore> {
  return openQueueStore(await openSqliteDatabase(file));
}

/**
 * Opens a store of a queue of readings in PostgreSQL, in a schema of its own. The lease is a lock of a session, so the connection must not go through a pool that shares
 * sessions.
 * @example await using queue = openReadingQueue({ store: await openPostgresQueue({ connectionString }), signerOf });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openPostgresQueue(connection: PostgresConnection = {}): Promise<QueueStore> {
  return openQueueStore(await openPostgresDatabase(connection));
}

/**
 * Opens a store of consumers in a file of SQLite. Handlers write their own tables in the same file, with the transaction that they get. A file has
 * one writer at a time: an outbox, and consumers whose handlers take long, each have a file of their own.
 * @example await consume({ from, store: await openSqliteConsumer({ file: 'erp.db' }), handler });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openSqliteConsumer({ file }: SqliteOptions): Promise<ConsumerStore<Sql>> {
  return openConsumerStore(await openSqliteDatabase(file));
}

/**
 * Opens a store of consumers in PostgreSQL. Handlers write their own tables in the same database, with the transaction that they get.
 * @example await consume({ from, store: await openPostgresConsumer({ connectionString: process.env.DATABASE_URL }), handler });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openPostgresConsumer(connection: PostgresConnection = {}): Promise<ConsumerStore<Sql>> {
  return openConsumerStore(await openPostgresDatabase(connection));
}

/**
 * Opens a projection in a file of SQLite of its own.
 * @example await using projection = await openSqliteProjection({ file: 'ledger.db' });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openSqliteProjection({ file }: SqliteOptions): Promise<Projection> {
  return openProjection(await openSqliteDatabase(file));
}

/**
 * Opens a projection in PostgreSQL, in a schema of its own.
 * @example await using projection = await openPostgresProjection({ options: '-c search_path=ledger' });
 * @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING, STORE_VERSION
 */
export async function openPostgresProjection(connection: PostgresConnection = {}): Promise<Projection> {
  return openProjection(await openPostgresDatabase(connection));
}
