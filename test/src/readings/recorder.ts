import { readFileSync } from 'node:fs';
import { connect, openReadingQueue, type ConnectOptions } from '@kontti/client-sdk';
import { openPostgresQueue, openSqliteQueue, type PostgresConnection } from '@kontti/store';

/** What a recorder reads from a file. */
export interface RecorderTask {
  readonly place: { readonly file: string } | { readonly postgres: PostgresConnection };
  readonly connection: ConnectOptions;
  readonly shipmentId: string;
  /** Private keys by device. */
  readonly keys: Readonly<Record<string, string>>;
  readonly startMs: number;
  /** Rows of each device, a second apart. */
  readonly rows: number;
}

/** A system of a company: takes all rows, whether they were taken before or not, and records them. */
async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RecorderTask;
  const { place, keys, shipmentId, startMs } = task;
  const store = 'file' in place ? await openSqliteQueue(place) : await openPostgresQueue(place.postgres);
  const queue = openReadingQueue({
    ...{ store, readingsMax: 10, ageMs: 50 },
    signerOf: (deviceId) => ({ privateKey: keys[deviceId] ?? '' }),
  });
  const running = queue.run({ connect: () => connect(task.connection) });
  for (let row = 0; row < task.rows; row += 1) {
    const at = new Date(startMs + row * 1_000);
    await queue.add(
      Object.keys(keys).map((deviceId) => ({
        deviceId,
        shipmentId,
        at,
        temperatureMilliC: 4_000 + (row % 500),
      })),
    );
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
