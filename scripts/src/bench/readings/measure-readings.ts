import type { Device, KonttiClient } from '@kontti/client-sdk';
import { forEachBounded } from '../../voyage/concurrent';
import { connectGateway } from '../load/asset-workload';
import { startBenchNetwork, type Batch, type BenchNetwork, type Engine } from '../load/bench-network';
import { later, measure } from '../load/measured';
import type { CpuSeconds } from '../load/process-cpu';
import { openReadingCompany, readingCompanies, type ReadingCompany } from '../load/reading-company';
import { readingNetwork } from '../load/readings-workload';
import { weighBlocks, type LedgerBytes } from './ledger-bytes';

/** How readings are sent. */
interface ReadingsOptions {
  readonly engine: Engine;
  readonly batch: Batch;
  readonly devices: number;
  readonly readingsPerBatch: number;
  /** How long batches are sent. */
  readonly seconds: number;
}

/** What one run came to. All readings were signed, committed, and confirmed to the client. */
export interface ReadingsFigures extends ReadingsOptions {
  readonly readings: number;
  readonly perSecond: number;
  /** Microseconds of processor time a reading; undefined where it cannot be known. */
  readonly cpuMicros: CpuSeconds | undefined;
  /** Bytes a reading and peer. */
  readonly bytes: LedgerBytes;
  /** The most that the client's process had in memory, in MiB. */
  readonly clientMiB: number;
  /** Readings a second where each has a transaction of its own, in the same run. */
  readonly alonePerSecond: number;
}

const warmUpSeconds = 5;
const aloneSeconds = 8;
const aloneInFlight = 100;
const memoryEveryMs = 50;

/** Batches of all devices in turn, for so many seconds. */
function* feed(
  { devices, shipmentId }: ReadingCompany,
  { readingsPerBatch, seconds }: Pick<ReadingsOptions, 'readingsPerBatch' | 'seconds'>,
): Generator<ReturnType<Device['sign']>> {
  const measured = Array.from({ length: 8 }, (_, seed) => measure(readingsPerBatch, seed + 1));
  const endMs = performance.now() + seconds * 1000;
  for (let turn = 0; performance.now() < endMs; turn += 1) {
    const device = devices[turn % devices.length];
    if (device === undefined) return;
    const batch = Math.floor(turn / devices.length);
    yield device.sign({ shipmentId }, later(measured[turn % measured.length] ?? [], batch));
  }
}

interface Sent {
  readonly readings: number;
  readonly seconds: number;
  readonly firstBlock: bigint;
  readonly lastBlock: bigint;
}

async function send(
  company: ReadingCompany,
  options: Pick<ReadingsOptions, 'readingsPerBatch' | 'seconds'>,
): Promise<Sent> {
  const startMs = performance.now();
  const blocks: bigint[] = [];
  let batches = 0;
  for await (const outcome of company.client.readings.submitAll(feed(company, options))) {
    if (outcome.status === 'failed') throw outcome.error;
    batches += outcome.batches.length;
    blocks.push(outcome.block);
  }
  const [firstBlock = 0n, ...others] = blocks.toSorted((a, b) => (a < b ? -1 : 1));
  return {
    readings: batches * options.readingsPerBatch,
    seconds: (performance.now() - startMs) / 1000,
    firstBlock,
    lastBlock: others.at(-1) ?? firstBlock,
  };
}

/** One reading a transaction, many under way at once. */
async function sendAlone(
  client: KonttiClient,
  devices: readonly Device[],
  shipmentId: string,
): Promise<number> {
  const [measurement] = measure(1, 1);
  if (measurement === undefined) return 0;
  const startMs = performance.now();
  const endMs = startMs + aloneSeconds * 1000;
  let count = 0;
  await forEachBounded(devices, {
    inFlightMax: Math.min(aloneInFlight, devices.length),
    work: async (device) => {
      while (performance.now() < endMs) {
        const { bytes } = device.sign({ shipmentId }, [{ ...measurement, at: new Date() }]);
        await client.readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });
        count += 1;
      }
    },
  });
  return count / ((performance.now() - startMs) / 1000);
}

function watchMemory(): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, memoryEveryMs);
  return {
    stop() {
      clearInterval(timer);
      return peak / 2 ** 20;
    },
  };
}

async function measureOn(network: BenchNetwork, options: ReadingsOptions): Promise<ReadingsFigures> {
  const company = await openReadingCompany(network, options.devices);
  const { client, devices, shipmentId } = company;
  const raw = await connectGateway(network, readingCompanies[0]);
  try {
    await send(company, { ...options, seconds: warmUpSeconds });
    const before = await network.cpu();
    const memory = watchMemory();
    const { readings, seconds, firstBlock, lastBlock } = await send(company, options);
    const clientMiB = memory.stop();
    const after = await network.cpu();
    const { block, state } = await weighBlocks(raw.channel, firstBlock, lastBlock);
    const alonePerSecond = await sendAlone(client, devices, shipmentId);
    const each = (group: keyof CpuSeconds): number =>
      (((after?.[group] ?? 0) - (before?.[group] ?? 0)) * 1e6) / readings;
    return {
      ...options,
      readings,
      perSecond: readings / seconds,
      cpuMicros: before && { client: each('client'), network: each('network'), chaincode: each('chaincode') },
      bytes: { block: block / readings, state: state / readings },
      clientMiB,
      alonePerSecond,
    };
  } finally {
    raw.close();
    client.close();
  }
}

/** Runs two companies' network, and sends readings of many devices as fast as they are confirmed. */
export async function measureReadings(options: ReadingsOptions): Promise<ReadingsFigures> {
  await using network = await startBenchNetwork({ ...readingNetwork, ...options });
  return await measureOn(network, options);
}
