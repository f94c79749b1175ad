import { findFabricBinaries, NetworkError } from '@kontti/network';
import { parseArgs } from 'node:util';
import { historyText } from './history-text';
import { differentialLimits } from './limits';
import { playMany } from './play-many';
import { toRecorded, writeRecorded } from './recorded';
import { runDifferential, type DifferentialReport } from './run';
import { startDifferentialStage } from './start-stage';

const help = `Plays random histories of transactions on the devnet and on Fabric's own peers, and compares codes and state.

  FABRIC_BIN=… npm run differential -- [--histories 2000] [--seed 1] [--shrink 3] [--json]
  FABRIC_BIN=… npm run differential -- --record [--histories 48] [--seed 1]
  npm run differential -- --engine-check [--histories 100]

--record writes what the peers made of them to test/vectors, and compares nothing.
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
  readonly isRecording: boolean;
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
      record: { type: 'boolean', default: false },
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
        isRecording: values.record,
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

async function compare({ histories, seed, shrunkMax, isCheck, isJson }: Wanted): Promise<number> {
  const { lanes } = differentialLimits;
  const version = isCheck ? 'another devnet' : (await findFabricBinaries(process.env)).version;
  process.stderr.write(`devnet against ${version}, seeds from ${seed}\n`);
  await using fabric = await startDifferentialStage({ engine: isCheck ? 'devnet' : 'fabric', lanes });
  await using devnet = await startDifferentialStage({ engine: 'devnet', lanes });
  const report = await runDifferential({
    ...{ stages: { devnet, fabric }, histories, seed, lanes, shrunkMax },
    onProgress: (progress) => {
      process.stderr.write(
        `${progress.histories} of ${histories} histories, ${progress.transactions} transactions, ${progress.differing} differ\n`,
      );
    },
  });
  if (isJson) {
    console.log(JSON.stringify({ against: version, seed, ...report }));
  } else {
    print(report);
  }
  return report.differing.length === 0 ? 0 : exitCodes.differs;
}

async function record({ histories, seed }: Wanted): Promise<number> {
  const { lanes } = differentialLimits;
  const { version } = await findFabricBinaries(process.env);
  await using network = await startDifferentialStage({ engine: 'fabric', lanes });
  const outcomes = await playMany({ network, histories, seed, lanes });
  const recorded = { fabric: version, seed, lanes, histories: outcomes.map(toRecorded) };
  console.log(`${histories} histories in ${await writeRecorded(recorded)}`);
  return 0;
}

async function main(): Promise<number> {
  const wanted = readArguments();
  if (wanted === undefined) {
    console.log(help);
    return 0;
  }
  return wanted.isRecording ? record(wanted) : compare(wanted);
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
