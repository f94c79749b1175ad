import { readFileSync } from 'node:fs';
import { connect, openOutbox, type ConnectOptions } from '@kontti/client-sdk';
import { openSqliteOutbox } from '@kontti/store';

/** What a sender reads from a file. */
export interface SenderTask {
  readonly file: string;
  readonly connection: ConnectOptions;
  readonly rows: number;
  readonly keys: number;
}

/** The reference of a row's fact. */
export function toRef(row: number): string {
  return `row-${row}`;
}

/** A place of its own for each row. */
function toCode(row: number): string {
  const letter = (digit: number): string => String.fromCharCode(65 + (Math.floor(digit) % 26));
  return `FI${letter(row / 676)}${letter(row / 26)}${letter(row)}`;
}

/** A system of a company: adds all its rows, whether they were added before or not, and sends them. */
async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SenderTask;
  await using outbox = openOutbox({ store: await openSqliteOutbox({ file: task.file }) });
  const running = outbox.run({ connect: () => connect(task.connection) });
  const place = { name: 'Kouvola', latitudeE6: 60_868_000, longitudeE6: 26_704_000 };
  const rows = Array.from({ length: task.rows }, (_, row) => row);
  await Promise.all(
    rows.map((row) =>
      outbox.add({
        id: toRef(row),
        key: `key-${row % task.keys}`,
        operation: 'companies.registerPlaces',
        request: { ref: toRef(row), places: [{ ...place, code: toCode(row) }] },
      }),
    ),
  );
  for (const row of rows) {
    const { state, reason } = await outbox.settled({ id: toRef(row) });
    if (state !== 'committed') throw new Error(`${toRef(row)} is ${state}: ${reason?.message}`);
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
