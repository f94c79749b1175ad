import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresConnection } from '../postgres/postgres-database';

/** A server in a folder for temporary files, which listens on a socket of that folder alone. */
export interface PostgresServer extends AsyncDisposable {
  /** A connection to a new, empty schema. */
  createSchema(): Promise<PostgresConnection>;
}

const DEBIAN = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`: of `PATH`, or where Debian puts them; `undefined` where they are not installed. */
export function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin'))
    : [];
  const folders = [...versions.toReversed(), ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** PostgreSQL does not run as root: then it runs as the user that its package made. */
function findUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('postgres:') || each.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** Starts a server; without `fsync` it is faster, and keeps what it has for as long as the machine runs. */
export async function startPostgres(
  bin: string,
  { fsync = false }: { readonly fsync?: boolean } = {},
): Promise<PostgresServer> {
  const { Client } = await import('pg');
  const folder = await mkdtemp(join(tmpdir(), 'kontti-pg-'));
  const user = findUser();
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const identity = { ...user, cwd: folder };
  const init = ['-D', data, '-U', 'kontti', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  await promisify(execFile)(join(bin, 'initdb'), init, identity);
  const options = [
    '-D',
    data,
    '-k',
    folder,
    '-c',
    'listen_addresses=',
    '-c',
    `fsync=${fsync ? 'on' : 'off'}`,
  ];
  const server = spawn(join(bin, 'postgres'), options, { ...identity, stdio: 'ignore' });
  const connection = { host: folder, user: 'kontti', database: 'postgres' };
  await untilReady(server, async () => {
    const client = new Client(connection);
    await client.connect();
    await client.end();
  });
  let schemas = 0;
  return {
    async createSchema() {
      schemas += 1;
      const schema = `test_${schemas}`;
      const client = new Client(connection);
      await client.connect();
      await client.query(`CREATE SCHEMA ${schema}`);
      await client.end();
      return { ...connection, options: `-c search_path=${schema}` };
    },
    async [Symbol.asyncDispose]() {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(server: ChildProcess, connect: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await connect();
      return;
    } catch (error) {
      if (server.exitCode !== null) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
}
