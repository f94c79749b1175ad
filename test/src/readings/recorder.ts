import { readFileSync } from 'node:fs';
import { connect, openReadingQueue, type ConnectOptions } from '@kontti/client-sdk';
import { openPostgresQueue, openSqliteQueue, type PostgresConnection } from '@kontti/store';
import { CONNECTED } from '../kills/run-life';

/** What a recorder reads from a file. */
export interface RecorderTask {
  readonly place: { readonly file: string } | { readonly postgres: PostgresConnection };
  readonly connection: ConnectOptions;
  readonly shipmentId: string;
  /** Private keys by device. */
  readonly keys: Readonly<Record<string, string>>;
  readonly startMs: number;
  /** Rows of each device, a second apart: from the first whose place on disk nobody confirmed. */
  readonly from: number;
  readonly to: number;
}

/** A system of a company: takes rows, says of each when it is on disk, and records all that wait. */
async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RecorderTask;
  const { place, keys, shipmentId, startMs } = task;
  const store = 'file' in place ? await openSqliteQueue(place) : await openPostgresQueue(place.postgres);
  const queue = openReadingQueue({
    ...{ store, readingsMax: 10, ageMs: 50 },
    signerOf: (deviceId) => ({ privateKey: keys[deviceId] ?? '' }),
  });
  const running = queue.run({
    connect: async () => {
      const client = await connect(task.connection);
      process.stdout.write(`${CONNECTED}\n`);
      return client;
    },
  });
  for (let row = task.from; row < task.to; row += 1) {
    const at = new Date(startMs + row * 1_000);
    await queue.add(
      Object.keys(keys).map((deviceId) => ({
        ...{ deviceId, shipmentId, at },
        temperatureMilliC: 4_000 + (row % 500),
      })),
    );
    process.stdout.write(`${row}\n`);
  }
  while ((await queue.count()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await queue.close();
  await running;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
