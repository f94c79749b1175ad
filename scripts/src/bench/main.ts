import { arch, cpus, platform, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { findFabricBinaries, NetworkError } from '@kontti/network';
import { coldStart, startToFirstAnswer } from './devnet-start';
import { measureLoad, type LoadFigures } from './load';
import { median, quantile } from './statistics';
import { measureVoyage } from './voyage';

const help = `Measures Kontti on this machine, and says where that is.

Usage: npm run bench -- [--flights N] [--json]

With FABRIC_BIN, Fabric's own peers are measured in the same run, and what counts is the ratio.
`;

const starts = 7;

async function samplesOf(measure: () => Promise<number>): Promise<{ median: number; worst: number }> {
  // The first one loads and compiles what the others find ready.
  await measure();
  const samples: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    samples.push(await measure());
  }
  return { median: median(samples), worst: quantile(samples, 1) };
}

async function hasFabric(): Promise<boolean> {
  try {
    await findFabricBinaries(process.env);
    return true;
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'FABRIC_BINARIES_MISSING') {
      return false;
    }
    throw error;
  }
}

function loadLine({
  engine,
  readyMs,
  submitAloneMs,
  submitsPerSecond,
  queriesPerSecond,
}: LoadFigures): string {
  return [
    engine.padEnd(8),
    `ready ${readyMs.toFixed(0)} ms`,
    `a submit alone ${submitAloneMs.toFixed(1)} ms (p50)`,
    `${submitsPerSecond.toFixed(0)} submits/s`,
    `${queriesPerSecond.toFixed(0)} queries/s`,
  ].join(', ');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      flights: { type: 'string', default: '2000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}, Node ${process.version}`;
  say(machine);
  const warm = await samplesOf(startToFirstAnswer);
  say(
    `devnet start to first gateway answer, warm: ${warm.median.toFixed(0)} ms (worst ${warm.worst.toFixed(0)})`,
  );
  const cold = await samplesOf(coldStart);
  say(`the same as a process of its own: ${cold.median.toFixed(0)} ms (worst ${cold.worst.toFixed(0)})`);
  const loads = [await measureLoad('devnet')];
  if (await hasFabric()) {
    loads.push(await measureLoad('fabric'));
  } else {
    say('FABRIC_BIN is not set: nothing to compare with');
  }
  for (const load of loads) {
    say(loadLine(load));
  }
  const [devnet, fabric] = loads;
  if (devnet !== undefined && fabric !== undefined) {
    const submits = devnet.submitsPerSecond / fabric.submitsPerSecond;
    const queries = devnet.queriesPerSecond / fabric.queriesPerSecond;
    say(`devnet / fabric: submits ${submits.toFixed(2)} ×, queries ${queries.toFixed(2)} ×`);
  }
  const voyage = await measureVoyage(Number(values.flights));
  say(
    `npm start -- --flights ${voyage.flights}: ${voyage.seconds.toFixed(1)} s, process tree ${voyage.treeMiB} MiB at most, exit code ${voyage.exitCode}`,
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ machine, warm, cold, loads, voyage })}\n`);
  }
  process.exitCode = voyage.exitCode;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
