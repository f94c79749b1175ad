import { findFabricBinaries } from '@kontti/fabric-runner';
import { NetworkError } from '@kontti/fabric-protocol';
import { parseArgs } from 'node:util';
import { historyText } from './history-text';
import { differentialLimits } from './limits';
import type { Outcome } from './play';
import { toRecorded, writeRecorded } from './recorded';
import { runDifferential, type DifferentialReport } from './run';
import { startDifferentialStage } from './start-stage';

const help = `Plays random histories of transactions on the devnet and on Fabric's own peers, and compares codes and state.

  FABRIC_BIN=… npm run differential -- [--histories 2000] [--seed 1] [--shrink 3] [--json]
  FABRIC_BIN=… npm run differential -- --record 48
  npm run differential -- --engine-check [--histories 100]

--record N writes what the peers made of the first N to test/vectors; then nothing is made smaller.
--engine-check plays them on two devnets instead: what differs then is not the engine's doing.
The first few histories that differ are made as small as they go: --shrink says how many. A history of seed N is played alone by --seed N --histories 1.
`;

/** What a run leaves where it could not compare, or where something differs. */
const exitCodes = { differs: 1, cannotCompare: 2 } as const;

interface Wanted {
  readonly histories: number;
  readonly seed: number;
  readonly shrunkMax: number;
  readonly isCheck: boolean;
  readonly isJson: boolean;
  readonly recordedMax: number;
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new Error(`--${name} is a whole number, not ${text}`);
  }
  return count;
}

function readArguments(): Wanted | undefined {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      shrink: { type: 'string', default: String(differentialLimits.shrunkMax) },
      'engine-check': { type: 'boolean', default: false },
      record: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  return values.help
    ? undefined
    : {
        histories: readCount('histories', values.histories),
        seed: readCount('seed', values.seed),
        shrunkMax: readCount('shrink', values.shrink),
        isCheck: values['engine-check'],
        isJson: values.json,
        recordedMax: readCount('record', values.record),
      };
}

function print(report: DifferentialReport): void {
  for (const { seed, differences, smallest } of report.differing) {
    console.log(`\nseed ${seed} differs:`);
    for (const { at, devnet, fabric } of differences) {
      console.log(`  ${at}\n    devnet ${JSON.stringify(devnet)}\n    fabric ${JSON.stringify(fabric)}`);
    }
    if (smallest !== undefined) {
      console.log(historyText(smallest));
    }
  }
  console.log(`\n${report.histories} histories, ${report.transactions} transactions`);
  for (const [name, count] of Object.entries(report.codes).toSorted(([, a], [, b]) => b - a)) {
    console.log(`  ${name.padEnd(30)} ${count}`);
  }
  console.log(`  refused by the orderer         ${report.notOrdered}`);
  console.log(`  not endorsed                   ${report.notEndorsed}`);
  console.log(`${report.differing.length} differences`);
}

async function compare(wanted: Wanted): Promise<number> {
  const { histories, seed, shrunkMax, recordedMax, isCheck, isJson } = wanted;
  const { lanes } = differentialLimits;
  const version = isCheck ? 'another devnet' : (await findFabricBinaries(process.env)).version;
  process.stderr.write(`devnet against ${version}, seeds from ${seed}\n`);
  await using fabric = await startDifferentialStage({ engine: isCheck ? 'devnet' : 'fabric', lanes });
  await using devnet = await startDifferentialStage({ engine: 'devnet', lanes });
  const recorded: Outcome[] = [];
  const report = await runDifferential({
    ...{ stages: { devnet, fabric }, histories, seed, lanes },
    // What is made smaller is played too: the next histories would be at other heights than when they are played again.
    shrunkMax: recordedMax === 0 ? shrunkMax : 0,
    onOutcome: (outcome) => {
      if (recorded.length < recordedMax) recorded.push(outcome);
    },
    onProgress: (progress) => {
      process.stderr.write(
        `${progress.histories} of ${histories} histories, ${progress.transactions} transactions, ${progress.differing} differ\n`,
      );
    },
  });
  if (recordedMax > 0 && !isCheck) {
    const file = await writeRecorded({ fabric: version, seed, lanes, histories: recorded.map(toRecorded) });
    process.stderr.write(`${recorded.length} histories in ${file}\n`);
  }
  if (isJson) {
    console.log(JSON.stringify({ against: version, seed, ...report }));
  } else {
    print(report);
  }
  return report.differing.length === 0 ? 0 : exitCodes.differs;
}

async function main(): Promise<number> {
  const wanted = readArguments();
  if (wanted === undefined) {
    console.log(help);
    return 0;
  }
  return compare(wanted);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isAbsent = error instanceof NetworkError && error.code === 'FABRIC_BINARIES_MISSING';
    console.error(
      isAbsent
        ? `Nothing was compared: ${error.message}`
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
    );
    process.exitCode = exitCodes.cannotCompare;
  },
);
