import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutbox, type KonttiClient, type OutboxStore } from '@kontti/client-sdk';
import { openPostgresOutbox, openSqliteOutbox } from '@kontti/store';
import { findPostgres, startPostgres } from '@kontti/store/testing/postgres-server';
import { forEachBounded } from '../../voyage/concurrent';
import { startBenchNetwork, type BenchNetwork, type Engine } from '../load/bench-network';
import { connectCompany } from '../load/connect-company';
import { openReadingCompany, readingCompanies } from '../load/reading-company';
import { readingNetwork } from '../load/readings-workload';
import { median } from '../statistics';
import { timeStore, type StoreWork } from './timed-store';

/** What an outbox in one kind of store costs. */
interface OutboxStoreFigures {
  readonly store: 'SQLite' | 'PostgreSQL';
  /** Rows a second from the first `add` to the last commit, beside the same operations without an outbox. */
  readonly rowsPerSecond: number;
  readonly directPerSecond: number;
  /** Writes to the store that a row takes, when rows that are under way together share them. */
  readonly writesPerRow: number;
  /** Milliseconds of a write, with its fsync. */
  readonly writeMs: number;
}

interface OutboxFigures {
  readonly engine: Engine;
  readonly rows: number;
  /** Milliseconds of an fsync of 4 KiB alone, in the folder of the stores (p50). */
  readonly fsyncMs: number;
  readonly stores: readonly OutboxStoreFigures[];
}

/** As many as an outbox has under way. */
const inFlightMax = 64;
/** The first one loads and compiles what the others find ready. */
const windowsBefore = 1;
const windows = 3;
const fsyncs = 200;
const [company] = readingCompanies;

interface Run {
  readonly network: BenchNetwork;
  readonly client: KonttiClient;
  readonly publicKey: string;
  readonly rows: number;
}

/** Registers so many devices, and returns how many a second. */
async function recordDirectly({ client, publicKey, rows }: Run, label: string): Promise<number> {
  const startMs = performance.now();
  await forEachBounded(Array.from({ length: rows }).keys(), {
    inFlightMax,
    work: async (row) => {
      await client.companies.registerDevice({ deviceId: `${company.mspId}/${label}-${row}`, publicKey });
    },
  });
  return (rows * 1_000) / (performance.now() - startMs);
}

/** The same through an outbox: each device is a row that is on disk before it is sent. */
async function recordByOutbox(
  { network, publicKey, rows }: Run,
  label: string,
  store: OutboxStore,
): Promise<number> {
  await using outbox = openOutbox({ store });
  const connected = connectCompany(network, company);
  const running = outbox.run({ connect: () => connected });
  await connected;
  const startMs = performance.now();
  await forEachBounded(Array.from({ length: rows }).keys(), {
    inFlightMax,
    work: async (row) => {
      const request = { deviceId: `${company.mspId}/${label}-${row}`, publicKey };
      await outbox.add({ id: request.deviceId, operation: 'companies.registerDevice', request });
    },
  });
  for (let row = 0; row < rows; row += 1) {
    const { state, reason } = await outbox.settled({ id: `${company.mspId}/${label}-${row}` });
    if (state !== 'committed') throw new Error(`a row is ${state}: ${reason?.message}`);
  }
  const perSecond = (rows * 1_000) / (performance.now() - startMs);
  await outbox.close();
  await running;
  return perSecond;
}

/** With and without an outbox in turn, so that what disturbs the machine disturbs both. */
async function compare(
  run: Run,
  {
    name,
    openStore,
  }: { readonly name: OutboxStoreFigures['store']; readonly openStore: () => Promise<OutboxStore> },
): Promise<OutboxStoreFigures> {
  const perSecond = { direct: [] as number[], outbox: [] as number[] };
  const work: StoreWork = { writes: 0, ms: 0 };
  for (let window = 0; window < windowsBefore + windows; window += 1) {
    const isCounted = window >= windowsBefore;
    const direct = await recordDirectly(run, `${name}-direct-${window}`);
    const store = timeStore(await openStore(), isCounted ? work : { writes: 0, ms: 0 });
    const outbox = await recordByOutbox(run, `${name}-outbox-${window}`, store);
    if (!isCounted) continue;
    perSecond.direct.push(direct);
    perSecond.outbox.push(outbox);
  }
  return {
    store: name,
    rowsPerSecond: median(perSecond.outbox),
    directPerSecond: median(perSecond.direct),
    writesPerRow: work.writes / (run.rows * windows),
    writeMs: work.ms / work.writes,
  };
}

async function measureFsync(folder: string): Promise<number> {
  const file = await open(join(folder, 'fsync'), 'w');
  try {
    const page = Buffer.alloc(4_096, 1);
    const taken: number[] = [];
    for (let index = 0; index < fsyncs; index += 1) {
      const startMs = performance.now();
      await file.write(page);
      await file.sync();
      taken.push(performance.now() - startMs);
    }
    return median(taken);
  } finally {
    await file.close();
  }
}

/** What an outbox costs beside the same operations without one, on a network of its own. */
export async function measureOutbox(engine: Engine, rows: number): Promise<OutboxFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'kontti-bench-outbox-'));
  const batch = { messages: 100, timeout: '20ms' };
  await using network = await startBenchNetwork({ ...readingNetwork, engine, batch });
  const { client, devices } = await openReadingCompany(network, 1);
  const run = { network, client, publicKey: devices[0]?.publicKey ?? '', rows };
  try {
    const fsyncMs = await measureFsync(folder);
    let files = 0;
    const openStore = (): Promise<OutboxStore> =>
      openSqliteOutbox({ file: join(folder, `outbox-${(files += 1)}.db`) });
    const stores = [await compare(run, { name: 'SQLite', openStore })];
    const bin = findPostgres();
    if (bin !== undefined) {
      await using server = await startPostgres(bin, { fsync: true });
      const openSchema = async (): Promise<OutboxStore> => openPostgresOutbox(await server.createSchema());
      stores.push(await compare(run, { name: 'PostgreSQL', openStore: openSchema }));
    }
    return { engine, rows, fsyncMs, stores };
  } finally {
    client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was measured, in a few lines. */
export function outboxLines({ engine, rows, fsyncMs, stores }: OutboxFigures): string[] {
  return [
    `outbox on ${engine}, ${rows} rows a window, ${inFlightMax} under way; an fsync alone takes ${fsyncMs.toFixed(2)} ms:`,
    ...stores.map(({ store, rowsPerSecond, directPerSecond, writesPerRow, writeMs }) => {
      const ratio = (rowsPerSecond / directPerSecond).toFixed(2);
      const cost = `${writesPerRow.toFixed(2)} writes a row of ${writeMs.toFixed(2)} ms each`;
      return `  ${store}: ${rowsPerSecond.toFixed(0)} rows/s, ${directPerSecond.toFixed(0)} without (${ratio} ×); ${cost}`;
    }),
  ];
}
