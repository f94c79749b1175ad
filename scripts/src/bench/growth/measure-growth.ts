import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { forEachBounded } from '../../voyage/concurrent';
import { startBenchNetwork, type BenchNetwork, type Engine } from '../load/bench-network';
import { later, measure } from '../load/measured';
import { openReadingCompany, type ReadingCompany } from '../load/reading-company';
import { readingNetwork } from '../load/readings-workload';
import { median } from '../statistics';

/** What is asked again and again while the ledger grows. */
const operations = ['submit', 'get', 'list', 'series', 'last position'] as const;
type Operation = (typeof operations)[number];

/** Milliseconds of all processes' time, and how long one takes alone (p50). */
interface OperationCosts {
  readonly cpuMs: number;
  readonly aloneMs: number;
}

interface GrowthFigures {
  readonly engine: Engine;
  /** Batches on the ledger, each with an entry of two lists, at first and at last. */
  readonly batches: readonly [number, number];
  readonly costs: Readonly<Record<Operation, readonly [OperationCosts, OperationCosts]>>;
  /** What is in memory after so many calls. */
  readonly weights: readonly CallWeight[];
}

/** Bytes after a collection, once a client has made so many calls and a consumer of events has read what they recorded. */
interface CallWeight {
  readonly calls: number;
  /** The client's process, which reads the events too. */
  readonly client: number;
  /** The chaincode process that has most. */
  readonly chaincode: number;
}

interface GrowthOptions {
  readonly engine: Engine;
  /** Batches before the first measurement; ten times as many before the second. */
  readonly batches: number;
  readonly calls: number;
}

const devices = 32;
const growth = 10;
/** Each device has more batches than that from the first measurement on. */
const pageSize = 5;
const repeats = 40;
const inFlightMax = 50;
const probeMs = 2_500;
/** Pause without an event after which the stream has seen all. */
const quietMs = 1_500;

/** Adds batches of one reading, as many together as fit. */
async function grow({ client, devices: all, shipmentId }: ReadingCompany, batches: number): Promise<void> {
  const [measured] = measure(1, 1);
  if (measured === undefined) return;
  const signed = Array.from({ length: batches }, (_, index) => {
    const device = all[index % all.length];
    if (device === undefined) throw new TypeError('a device expected');
    return device.sign({ shipmentId }, later([measured], device.state().nextSequence));
  });
  for await (const outcome of client.readings.submitAll(signed)) {
    if (outcome.status === 'failed') throw outcome.error;
  }
}

function toCalls(company: ReadingCompany): Readonly<Record<Operation, () => Promise<unknown>>> {
  const { client, devices: all, shipmentId } = company;
  const [device] = all;
  if (device === undefined) throw new TypeError('a device expected');
  const { deviceId } = device;
  return {
    submit: () => grow({ ...company, devices: [device] }, 1),
    get: () => client.readings.getBatch({ deviceId, firstSequence: 0 }),
    list: () => client.readings.queryBatches.page({ shipmentId }, { pageSize }),
    series: () => client.readings.queryBatches.page({ deviceId }, { pageSize }),
    'last position': async () => {
      const { previousSequence = 0 } = await client.readings.getDeviceState({ deviceId });
      return client.readings.getBatch({ deviceId, firstSequence: previousSequence });
    },
  };
}

async function costOf(network: BenchNetwork, call: () => Promise<unknown>): Promise<OperationCosts> {
  await call();
  const before = await network.cpu();
  const alone: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const startMs = performance.now();
    await call();
    alone.push(performance.now() - startMs);
  }
  const after = await network.cpu();
  const total = (cpu: typeof before): number =>
    cpu === undefined ? Number.NaN : cpu.client + cpu.network + cpu.chaincode;
  return { cpuMs: ((total(after) - total(before)) * 1000) / repeats, aloneMs: median(alone) };
}

async function costsOf(
  network: BenchNetwork,
  company: ReadingCompany,
): Promise<Readonly<Record<Operation, OperationCosts>>> {
  const calls = toCalls(company);
  const costs = {} as Record<Operation, OperationCosts>;
  for (const operation of operations) costs[operation] = await costOf(network, calls[operation]);
  return costs;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that this process and the busiest chaincode process keep. */
async function weigh(probe: string): Promise<{ readonly client: number; readonly chaincode: number }> {
  await delay(probeMs);
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const files = (await readdir(probe)).filter((name) => name.endsWith('.json'));
  const weights = await Promise.all(
    files.map(
      async (name) => (JSON.parse(await readFile(join(probe, name), 'utf8')) as { bytes: number }).bytes,
    ),
  );
  return { client: heapUsed + external, chaincode: Math.max(...weights) };
}

/** Parts of all calls after which memory is weighed. */
const weighedAt = [0.01, 0.1, 0.5, 1];
/** One call of so many records something, which the stream of events reads; the others read a record. */
const callsPerSubmit = 100;

/** Makes so many calls, and weighs what they leave. */
async function weighCalls(
  { client, devices: [device] }: ReadingCompany,
  {
    calls,
    probe,
    seen,
  }: { readonly calls: number; readonly probe: string; readonly seen: () => Promise<void> },
): Promise<readonly CallWeight[]> {
  const { deviceId = '', publicKey = '' } = device ?? {};
  const work = async (call: number): Promise<void> => {
    if (call % callsPerSubmit > 0) await client.companies.getDevice({ deviceId });
    else await client.companies.registerDevice({ deviceId: `${deviceId}-${call}`, publicKey });
  };
  const weights: CallWeight[] = [];
  let done = 0;
  for (const part of weighedAt) {
    const first = done;
    done = Math.round(calls * part);
    const numbers = Array.from({ length: done - first }, (_, index) => first + index);
    await forEachBounded(numbers, { inFlightMax, work });
    await seen();
    weights.push({ calls: done, ...(await weigh(probe)) });
  }
  return weights;
}

/** Grows a ledger ten times, and weighs what calls leave behind. An event stream is open all the time. */
export async function measureGrowth(options: GrowthOptions): Promise<GrowthFigures> {
  const { engine, batches, calls } = options;
  const probe = await mkdtemp(join(tmpdir(), 'kontti-bench-probe-'));
  try {
    await using network = await startBenchNetwork({
      ...{ ...readingNetwork, engine, batch: { messages: 500, timeout: '50ms' } },
      chaincodeEnv: [
        `NODE_OPTIONS=--require=${join(__dirname, 'process-probe.js')}`,
        `KONTTI_BENCH_PROBE=${probe}`,
      ],
    });
    const company = await openReadingCompany(network, devices);
    const { client } = company;
    const stream = follow(client);
    try {
      await grow(company, batches);
      await stream.quiet();
      const first = await costsOf(network, company);
      await grow(company, batches * (growth - 1));
      await stream.quiet();
      const last = await costsOf(network, company);
      const pairs = operations.map((name) => [name, [first[name], last[name]]] as const);
      await stream.quiet();
      const weights = await weighCalls(company, { calls, probe, seen: () => stream.quiet() });
      const costs = Object.fromEntries(pairs) as unknown as GrowthFigures['costs'];
      return { engine, batches: [batches, batches * growth], costs, weights };
    } finally {
      await stream.stop();
      client.close();
    }
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

/** Reads events until it is stopped. */
function follow(client: ReadingCompany['client']): { quiet(): Promise<void>; stop(): Promise<void> } {
  const stopping = new AbortController();
  let events = 0;
  const read = async (): Promise<void> => {
    for await (const _ of client.events({ signal: stopping.signal })) events += 1;
  };
  const ended = read().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return {
    async quiet() {
      for (let before = -1; before !== events;) {
        before = events;
        await delay(quietMs);
      }
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** What it came to, in a few lines. */
export function growthLines({ engine, batches, costs, weights }: GrowthFigures): string[] {
  const [few, many] = batches;
  return [
    `growth on ${engine}: from ${few} to ${many} batches`,
    ...operations.map((name) => {
      const [first, last] = costs[name];
      return `  ${name}: ${first.cpuMs.toFixed(1)} to ${last.cpuMs.toFixed(1)} ms of processor (${(last.cpuMs / first.cpuMs).toFixed(2)} ×), alone ${first.aloneMs.toFixed(1)} to ${last.aloneMs.toFixed(1)} ms`;
    }),
    ...weights.map(
      ({ calls, client, chaincode }) =>
        `  after ${calls} calls: ${toMiB(client)} MiB in the client that reads all events, ${toMiB(chaincode)} in a chaincode process`,
    ),
  ];
}

function toMiB(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
