import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachBounded } from '../../voyage/concurrent';
import { assetWorkload, connectAssetClient } from '../load/asset-workload';
import { startBenchNetwork, type BenchNetwork } from '../load/bench-network';

/** Bytes of the devnet's process after a full collection. */
export interface MemorySample {
  readonly transactions: number;
  readonly heapUsed: number;
  /** Buffers, which are outside of the heap. */
  readonly external: number;
  readonly rss: number;
}

export interface MemoryFigures {
  /** Where blocks and state are: on disk the process keeps only what it works with. */
  readonly ledger: 'disk' | 'memory';
  readonly samples: readonly MemorySample[];
  /** Bytes of heap and buffers that one more transaction left behind, from the first sample of the second half on. */
  readonly bytesPerTransaction: number;
}

const samplesMax = 10;
const inFlightMax = 100;
/** Assets that are written over and over: the state does not grow. */
const assetCount = 1_000;

async function sample(network: BenchNetwork, transactions: number): Promise<MemorySample> {
  const { child } = network;
  const answered = once(child, 'message');
  child.send('sample');
  const [memory] = (await answered) as [Omit<MemorySample, 'transactions'>];
  return { transactions, heapUsed: memory.heapUsed, external: memory.external, rss: memory.rss };
}

/** The slope between the middle and the end: what comes before is caches that fill. */
function slope(samples: readonly MemorySample[]): number {
  const from = samples[Math.floor(samples.length / 2)];
  const to = samples.at(-1);
  if (from === undefined || to === undefined || from === to) {
    return Number.NaN;
  }
  const bytes = to.heapUsed + to.external - from.heapUsed - from.external;
  return bytes / (to.transactions - from.transactions);
}

/** Submits so many transactions to a devnet and weighs its process in between. */
export async function measureMemory(options: {
  ledger: MemoryFigures['ledger'];
  transactions: number;
  onSample: (sample: MemorySample) => void;
}): Promise<MemoryFigures> {
  const { ledger, transactions, onSample } = options;
  const data = await mkdtemp(join(tmpdir(), 'kontti-bench-data-'));
  try {
    await using network = await startBenchNetwork({
      ...assetWorkload,
      engine: 'devnet',
      batch: { messages: 500, timeout: '50ms' },
      nodeOptions: ['--expose-gc', '--require', join(__dirname, 'heap-probe.js')],
      upOptions: ledger === 'disk' ? ['--data', data] : [],
    });
    const client = await connectAssetClient(network);
    const samples: MemorySample[] = [];
    const step = Math.ceil(transactions / samplesMax);
    for (let done = 0; done < transactions; done += step) {
      await forEachBounded(Array.from({ length: step }).keys(), {
        inFlightMax,
        work: async (index) => {
          await client.update(`asset-${(done + index) % assetCount}`);
        },
      });
      const taken = await sample(network, done + step);
      samples.push(taken);
      onSample(taken);
    }
    client.close();
    return { ledger, samples, bytesPerTransaction: slope(samples) };
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
