import { arch, cpus, platform, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { coldStart, startToFirstAnswer } from './devnet-start';
import { growthLines, measureGrowth } from './growth/measure-growth';
import { hotLines, isRight, measureHot } from './hot/measure-hot';
import type { Engine } from './load/bench-network';
import type { LoadFigures } from './load/measure-load';
import {
  hasFabric,
  loadSettings,
  measureLoads,
  readingsSettings,
  voyageSettings,
  workloads,
} from './load/settings';
import { measureMemory, type MemoryFigures } from './memory/measure-memory';
import { measureOutbox, outboxLines } from './outbox/measure-outbox';
import { measureReadings, type ReadingsFigures } from './readings/measure-readings';
import {
  couchdbLines,
  loadLines,
  memoryLine,
  ratioLines,
  readingsLines,
  sampleLine,
  voyageLines,
} from './report';
import { measureRecall, recallLines } from './recall/measure-recall';
import { measureSdk, sdkLines } from './sdk/measure-sdk';
import { median, quantile } from './statistics';
import { measureVoyage, type VoyageFigures } from './voyage';

const parts = [
  'start',
  'load',
  'readings',
  'sdk',
  'growth',
  'memory',
  'voyage',
  'hot',
  'recall',
  'outbox',
] as const;

const help = `Measures Kontti on this machine, and says where that is.

Usage: npm run bench -- [options]

  --only LIST       some of ${parts.join(',')} (all)
  --workloads LIST  some of ${workloads.map(({ name }) => name).join(',')} (all)
  --engines LIST    some of devnet,fabric (all)
  --blocks LIST     how many transactions a block may hold: some of 500,1,10 (all)
  --rounds N        networks of each kind; medians are printed (1)
  --seconds N       of the readings run (15; --long: 60)
  --readings N      of a batch in the readings run (4096)
  --transactions N  of the memory run (10000; --long: 100000)
  --flights N       of the main job (2000)
  --transfers N     between two hot accounts, all at once (500)
  --rows N          of each window of the outbox run (1000)
  --items N         cells of the recall, each linked alone (100000)
  --ledger-times N  of the recall: asked again on a ledger so many times as long (1: more links in the tables alone)
  --json            one JSON object on standard output

With FABRIC_BIN, Fabric's own peers are measured in the same run, and what counts is the ratio; with COUCHDB_BIN also such with a CouchDB each.

Workloads:
${workloads.map(({ name, description }) => `  ${name.padEnd(8)} ${description}`).join('\n')}
`;

const starts = 7;
const readingDevices = 100;

interface Samples {
  readonly median: number;
  readonly worst: number;
}

async function samplesOf(measure: () => Promise<number>): Promise<Samples> {
  // The first one loads and compiles what the others find ready.
  await measure();
  const samples: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    samples.push(await measure());
  }
  return { median: median(samples), worst: quantile(samples, 1) };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function measureStarts(): Promise<{ warm: Samples; cold: Samples }> {
  const warm = await samplesOf(startToFirstAnswer);
  say(
    `devnet start to first gateway answer, warm: ${warm.median.toFixed(0)} ms (worst ${warm.worst.toFixed(0)})`,
  );
  const cold = await samplesOf(coldStart);
  say(`the same as a process of its own: ${cold.median.toFixed(0)} ms (worst ${cold.worst.toFixed(0)})`);
  return { warm, cold };
}

interface LoadOptions {
  readonly workloadNames: readonly string[];
  readonly engines: readonly string[];
  readonly blocks: readonly string[];
  readonly rounds: number;
}

async function measureAllLoads(options: LoadOptions): Promise<readonly LoadFigures[]> {
  if (!(await hasFabric())) {
    say('FABRIC_BIN is not set: nothing to compare with');
  }
  const settings = (await loadSettings()).filter(
    ({ engine, batch }) =>
      options.engines.includes(engine) && options.blocks.includes(String(batch.messages)),
  );
  const loads: LoadFigures[] = [];
  for (const workload of workloads.filter(({ name }) => options.workloadNames.includes(name))) {
    const measured = await measureLoads({ workload, settings, rounds: options.rounds });
    loads.push(...measured);
    measured.flatMap(loadLines).forEach(say);
    ratioLines(measured).forEach(say);
    couchdbLines(measured).forEach(say);
  }
  return loads;
}

/** The main job on each engine that is asked for and at hand. */
async function measureJobs(flights: number, engines: readonly string[]): Promise<readonly VoyageFigures[]> {
  const settings = (await voyageSettings()).filter(({ engine }) => engines.includes(engine));
  const voyages: VoyageFigures[] = [];
  for (const setting of settings) {
    const voyage = await measureVoyage(flights, setting);
    voyageLines(voyage).forEach(say);
    if (voyage.exitCode !== 0) process.exitCode = voyage.exitCode;
    voyages.push(voyage);
  }
  return voyages;
}

/** Readings as fast as they are confirmed, on each engine that is asked for and at hand. */
async function measureAllReadings(options: {
  readonly engines: readonly string[];
  readonly readingsPerBatch: number;
  readonly seconds: number;
}): Promise<readonly ReadingsFigures[]> {
  const { engines, ...sent } = options;
  const settings = (await readingsSettings()).filter(({ engine }) => engines.includes(engine));
  const all: ReadingsFigures[] = [];
  for (const { engine, batch } of settings) {
    const figures = await measureReadings({ ...sent, engine, batch, devices: readingDevices });
    readingsLines(figures).forEach(say);
    all.push(figures);
  }
  return all;
}

/** Blocks in memory are data that grows; a tenth of the run shows how fast. */
async function measureHeap(transactions: number): Promise<readonly MemoryFigures[]> {
  const figures: MemoryFigures[] = [];
  for (const [ledger, count] of [
    ['disk', transactions],
    ['memory', transactions / 10],
  ] as const) {
    say(`memory of the devnet's process, ledger ${ledger === 'disk' ? 'on disk' : 'in memory'}:`);
    const measured = await measureMemory({
      ledger,
      transactions: count,
      onSample: (taken) => {
        say(sampleLine(taken));
      },
    });
    say(memoryLine(measured));
    figures.push(measured);
  }
  return figures;
}

/** Measures on each engine that is asked for and at hand, and says what came out. */
async function measureOnEngines<F>(
  engines: readonly string[],
  {
    measure,
    lines,
    isRight = () => true,
  }: {
    readonly measure: (engine: Engine) => Promise<F>;
    readonly lines: (figures: F) => readonly string[];
    /** False for figures that show a fault. */
    readonly isRight?: (figures: F) => boolean;
  },
): Promise<readonly F[]> {
  const all: F[] = [];
  for (const engine of ['devnet', 'fabric'] as const) {
    if (!engines.includes(engine) || (engine === 'fabric' && !(await hasFabric()))) continue;
    const figures = await measure(engine);
    lines(figures).forEach(say);
    if (!isRight(figures)) process.exitCode = 1;
    all.push(figures);
  }
  return all;
}

function parseOptions() {
  return parseArgs({
    options: {
      only: { type: 'string', default: parts.join(',') },
      workloads: { type: 'string', default: workloads.map(({ name }) => name).join(',') },
      engines: { type: 'string', default: 'devnet,fabric' },
      blocks: { type: 'string', default: '500,1,10' },
      rounds: { type: 'string', default: '1' },
      transactions: { type: 'string' },
      seconds: { type: 'string' },
      readings: { type: 'string', default: '4096' },
      long: { type: 'boolean', default: false },
      flights: { type: 'string', default: '2000' },
      rows: { type: 'string', default: '1000' },
      items: { type: 'string', default: '100000' },
      'ledger-times': { type: 'string', default: '1' },
      transfers: { type: 'string', default: '500' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  }).values;
}

async function main(): Promise<void> {
  const options = parseOptions();
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const wanted = options.only.split(',');
  const engines = options.engines.split(',');
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}, Node ${process.version}`;
  say(machine);
  const startTimes = wanted.includes('start') ? await measureStarts() : undefined;
  const loads = wanted.includes('load')
    ? await measureAllLoads({
        workloadNames: options.workloads.split(','),
        engines: engines,
        blocks: options.blocks.split(','),
        rounds: Number(options.rounds),
      })
    : undefined;
  const readings = wanted.includes('readings')
    ? await measureAllReadings({
        engines: engines,
        readingsPerBatch: Number(options.readings),
        seconds: Number(options.seconds ?? (options.long ? 60 : 15)),
      })
    : undefined;
  const sdk = wanted.includes('sdk')
    ? await measureOnEngines(engines, { measure: measureSdk, lines: sdkLines })
    : undefined;
  const growthSize = options.long ? { batches: 3_000, calls: 1_000_000 } : { batches: 200, calls: 10_000 };
  const growth = wanted.includes('growth')
    ? await measureOnEngines(engines, {
        measure: (engine) => measureGrowth({ engine, ...growthSize }),
        lines: growthLines,
      })
    : undefined;
  const transactions = Number(options.transactions ?? (options.long ? 100_000 : 10_000));
  const memory = wanted.includes('memory') ? await measureHeap(transactions) : undefined;
  const voyages = wanted.includes('voyage') ? await measureJobs(Number(options.flights), engines) : undefined;
  const hot = wanted.includes('hot')
    ? await measureOnEngines(engines, {
        measure: (engine) => measureHot(engine, Number(options.transfers)),
        lines: hotLines,
        isRight,
      })
    : undefined;
  const recallSize = { items: Number(options.items), ledgerTimes: Number(options['ledger-times']) };
  const recalls = wanted.includes('recall')
    ? await measureOnEngines(engines, {
        measure: (engine) => measureRecall(engine, { ...recallSize, seed: 1, say }),
        lines: recallLines,
        isRight: (figures) => figures.isRight,
      })
    : undefined;
  const outboxes = wanted.includes('outbox')
    ? await measureOnEngines(engines, {
        measure: (engine) => measureOutbox(engine, Number(options.rows)),
        lines: outboxLines,
      })
    : undefined;
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ machine, ...startTimes, loads, readings, sdk, growth, memory, voyages, hot, recalls, outboxes })}\n`,
    );
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
