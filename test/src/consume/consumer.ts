import { readFileSync } from 'node:fs';
import { connect, consume, type ConnectOptions } from '@kontti/client-sdk';
import { openSqliteConsumer } from '@kontti/store';
import { CONNECTED } from '../kills/run-life';

/** What a consumer reads from a file. */
interface ConsumerTask {
  readonly file: string;
  readonly connection: ConnectOptions;
}

const ATTEMPTS = 1_000;

/** A system of a company: notes each event in a table of its own. */
async function main(): Promise<void> {
  const { file, connection } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ConsumerTask;
  const store = await openSqliteConsumer({ file });
  await consume({
    from: async () => {
      const client = await connect(connection);
      process.stdout.write(`${CONNECTED}\n`);
      return client;
    },
    store,
    // Here no event is to blame for the end of a process.
    attempts: ATTEMPTS,
    handler: async ({ id }, sql) => {
      process.stdout.write(`${id}\n`);
      await sql.run('CREATE TABLE IF NOT EXISTS happened (id TEXT)');
      await sql.run('INSERT INTO happened (id) VALUES (?)', [id]);
    },
    onPause: ({ message }) => process.stderr.write(`${message}\n`),
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
