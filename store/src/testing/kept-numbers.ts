import { KonttiError, type KonttiEvent } from '@kontti/client-sdk';
import { openConsumerStore } from '../consumer/consumer-store';
import { openOutboxStore } from '../outbox/outbox-store';
import { openProjection } from '../projection/projection';
import { openQueueStore } from '../queue/queue-store';
import type { Sql, SqlDatabase } from '../sql/database';

/** A store that keeps numbers, each as a row of its own kind. */
export interface KeptNumbers {
  /** Writes the next number, and is done once it is on disk. */
  write(number: number): Promise<void>;
  /** The numbers that are there, in order. */
  read(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Room that a number takes, so that few fill a disk. */
const FILLING = 'x'.repeat(2_000);

/** The code of what some work throws; `undefined` where it throws nothing. */
export async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );
}

async function keepInOutbox(database: SqlDatabase): Promise<KeptNumbers> {
  const store = await openOutboxStore(database);
  return {
    async write(number) {
      const progress = {
        ...{ state: 'waiting' as const, request: Buffer.from(FILLING), transactionId: undefined },
        ...{
          envelope: undefined,
          attempts: 0,
          dueMs: 0,
          reason: undefined,
          outcome: undefined,
          changedMs: 0,
        },
      };
      const row = { id: String(number), key: 'k', operation: 'o', digest: 'd', addedMs: 0, progress };
      await store.add([row]);
    },
    async read() {
      const rows = await store.list({ states: ['waiting'], after: 0, limit: 10_000 });
      return rows.map(({ id }) => Number(id));
    },
    close: () => store.close(),
  };
}

async function keepInQueue(database: SqlDatabase): Promise<KeptNumbers> {
  const store = await openQueueStore(database);
  return {
    write: (number) => store.add([`${number} ${FILLING}`]),
    async read() {
      const lease = await store.lease();
      try {
        const rows = (await lease?.list({ after: 0, limit: 10_000 })) ?? [];
        return rows.map(({ row }) => Number.parseInt(row, 10));
      } finally {
        await lease?.release();
      }
    },
    close: () => store.close(),
  };
}

const positionOf = (number: number): string | undefined =>
  number === 0 ? undefined : `aaaaaaaaaaaaaaaa:${number}.0.0`;

/** Numbers, as long as the position agrees with them. */
function agreeing(numbers: readonly number[], position: string | undefined): readonly number[] {
  if (position === positionOf(numbers.at(-1) ?? 0)) return numbers;
  throw new Error(`${numbers.length} effects at the position ${position}`);
}

async function keepAtConsumer(database: SqlDatabase): Promise<KeptNumbers> {
  const store = await openConsumerStore(database);
  await database.run('CREATE TABLE IF NOT EXISTS happened (number BIGINT PRIMARY KEY, filling TEXT)');
  return {
    async write(number) {
      const work = (sql: Sql) => sql.run('INSERT INTO happened VALUES (?, ?)', [number, FILLING]);
      const [from, to] = [positionOf(number - 1), positionOf(number) ?? ''];
      await store.advance({ consumer: 'erp', from, to, work });
    },
    async read() {
      const rows = await database.all('SELECT number, filling FROM happened ORDER BY number');
      return agreeing(
        rows.map((row) => Number(row['number'])),
        (await store.state('erp')).position,
      );
    },
    close: () => store.close(),
  };
}

async function keepInProjection(database: SqlDatabase): Promise<KeptNumbers> {
  const projection = await openProjection(database);
  const { store, handler, name: consumer } = projection.consumer;
  return {
    async write(number) {
      const place = { block: BigInt(number), tx: 0, position: positionOf(number), transactionId: 'x' };
      const event = {
        ...{ proven: true, type: 'shipment.granted', key: `grant/AMSP/S-${number}/BMSP`, ref: 'x' },
        ...{ ...place, id: String(number), digest: 'd', vouchers: ['AMSP'], ledgerTime: new Date(0) },
        body: { filling: FILLING },
      } as unknown as KonttiEvent;
      const [from, to] = [positionOf(number - 1), positionOf(number) ?? ''];
      await store.advance({ consumer, from, to, work: (sql) => handler(event, sql) });
    },
    async read() {
      const rows = await projection.query('SELECT * FROM event ORDER BY block');
      const assets = await projection.query('SELECT block FROM asset_event ORDER BY block');
      const numbers = rows.map((row) => Number(row['block']));
      if (JSON.stringify(assets.map((row) => Number(row['block']))) !== JSON.stringify(numbers)) {
        throw new Error('half of an event');
      }
      return agreeing(numbers, await projection.position());
    },
    close: () => projection.close(),
  };
}

/** Each kind of store, by its name. */
export const KEEPERS: Readonly<Record<string, (database: SqlDatabase) => Promise<KeptNumbers>>> = {
  'an outbox': keepInOutbox,
  'a queue of readings': keepInQueue,
  'a consumer': keepAtConsumer,
  'a projection': keepInProjection,
};

/** The numbers from 1 on. */
export function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
