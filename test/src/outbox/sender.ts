import { readFileSync } from 'node:fs';
import { connect, openOutbox, type ConnectOptions, type OutboxStore } from '@kontti/client-sdk';
import { openPostgresOutbox, openSqliteOutbox, type PostgresConnection } from '@kontti/store';
import { CONNECTED } from '../kills/run-life';

/** Where the outbox is. */
export type StorePlace = { readonly file: string } | { readonly postgres: PostgresConnection };

/** Opens the store that a task names. */
export function openStore(place: StorePlace): Promise<OutboxStore> {
  return 'file' in place ? openSqliteOutbox(place) : openPostgresOutbox(place.postgres);
}

/** What a sender reads from a file. */
export interface SenderTask {
  readonly place: StorePlace;
  readonly connection: ConnectOptions;
  /** Two letters that its places and references begin with, so that another store's are others. */
  readonly country: string;
  /** All rows, of which some are given to it now. */
  readonly rows: number;
  /** Those that nobody said are on disk. */
  readonly given: readonly number[];
  readonly keys: number;
}

/** The reference of a row's fact. */
export function toRef(country: string, row: number): string {
  return `${country}-${row}`;
}

/** A place of its own for each row. */
function toCode(country: string, row: number): string {
  const letter = (digit: number): string => String.fromCharCode(65 + (Math.floor(digit) % 26));
  return `${country}${letter(row / 676)}${letter(row / 26)}${letter(row)}`;
}

/** A system of a company: adds the rows that it is given, says of each when it is on disk, and sends all that wait. */
async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SenderTask;
  await using outbox = openOutbox({ store: await openStore(task.place) });
  const running = outbox.run({
    connect: async () => {
      const client = await connect(task.connection);
      process.stdout.write(`${CONNECTED}\n`);
      return client;
    },
  });
  const place = { name: 'Kouvola', latitudeE6: 60_868_000, longitudeE6: 26_704_000 };
  await Promise.all(
    task.given.map(async (row) => {
      await outbox.add({
        id: toRef(task.country, row),
        key: `key-${row % task.keys}`,
        operation: 'companies.registerPlaces',
        request: { ref: toRef(task.country, row), places: [{ ...place, code: toCode(task.country, row) }] },
      });
      process.stdout.write(`${row}\n`);
    }),
  );
  // All of them, also those of lives before.
  for (let row = 0; row < task.rows; row += 1) {
    const { state, reason } = await outbox.settled({ id: toRef(task.country, row) });
    if (state !== 'committed') throw new Error(`${toRef(task.country, row)} is ${state}: ${reason?.message}`);
  }
  await outbox.close();
  await running;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
