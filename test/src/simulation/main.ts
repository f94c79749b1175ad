import { parseArgs } from 'node:util';
import { hasSqlite } from '@kontti/store/testing/sqlite-driver';
import { runConsumeSimulation } from './consume-run';
import { runOutboxSimulation } from './outbox-run';
import { runProjectionSimulation } from './projection-run';
import { runRecorderSimulation } from './recorder-run';
import { runMany, type ManyRuns, type Played } from './run-many';

const HELP = `Plays programs that record orders through an outbox, that consume events, that fill a projection, and that record readings from a queue, and ends them
at random steps: clock, disk, network and ledger are simulated, and everything follows from a seed. Each order and each reading has to be on the ledger
once, in its order; each event has to have its effect once; every table of a projection has to be as one program fills it that nothing ends.

Usage: npm run simulation -- [options]

  --crashes N       how many ends of programs, at least, of each kind (1000)
  --seed N          seed of the first run; each run ends programs five times (1)
  --help            this text

Exits with 1 at the first violation, and prints its seed.

Examples:
  npm run simulation -- --crashes 100000 --seed 7
`;
const CRASHES_OF_RUN = 5;

function readNumber(text: string, name: string): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < 1) throw new RangeError(`--${name} takes a whole number from 1`);
  return number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      crashes: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const crashes = readNumber(values.crashes, 'crashes');
  const firstSeed = readNumber(values.seed, 'seed');
  const outboxes = await playMany({ crashes, firstSeed, play: playOutbox });
  process.stdout.write(`outboxes: ${outboxes} crash points, 0 lost, 0 recorded twice, 0 out of order\n`);
  const consumers = await playMany({ crashes, firstSeed, play: playConsumer });
  process.stdout.write(`consumers: ${consumers} crash points, each effect exactly once\n`);
  if (hasSqlite()) {
    const projections = await playMany({ crashes, firstSeed, play: playProjection });
    process.stdout.write(`projections: ${projections} crash points, every table as without one\n`);
  } else {
    process.stdout.write(
      'projections: not played, since SQLite is neither built for this Node nor a part of it\n',
    );
  }
  const queues = await playMany({ crashes, firstSeed, play: playRecorder });
  process.stdout.write(
    `queues of readings: ${queues} crash points, 0 lost, 0 recorded twice, 0 out of order\n`,
  );
}

function playOutbox(seed: number): Promise<Played> {
  return runOutboxSimulation({ seed, crashes: CRASHES_OF_RUN });
}

function playRecorder(seed: number): Promise<Played> {
  return runRecorderSimulation({ seed, crashes: CRASHES_OF_RUN });
}

function playConsumer(seed: number): Promise<Played> {
  return runConsumeSimulation({ seed, crashes: CRASHES_OF_RUN });
}

function playProjection(seed: number): Promise<Played> {
  return runProjectionSimulation({ seed, crashes: CRASHES_OF_RUN });
}

/** Plays until so many programs have ended. Returns how many did. @throws at the first violation */
async function playMany(runs: ManyRuns): Promise<number> {
  const { violations, crashes } = await runMany(runs);
  if (violations.length > 0) throw new Error(violations.join('; '));
  return crashes;
}

main().catch((error: unknown) => {
  process.stderr.write(`simulation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof RangeError ? 2 : 1;
});
