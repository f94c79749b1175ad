import { parseArgs } from 'node:util';
import { runConsumeSimulation } from './consume-run';
import { runOutboxSimulation } from './outbox-run';
import { runRecorderSimulation } from './recorder-run';

const HELP = `Plays programs that record orders through an outbox, that consume events, and that record readings from a queue, and ends them at random steps: clock,
disk, network and ledger are simulated, and everything follows from a seed. Each order has to be on the ledger once, in its key's
order; each event has to have its effect once.

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
  const wanted = readNumber(values.crashes, 'crashes');
  const firstSeed = readNumber(values.seed, 'seed');
  const outboxes = await playMany({ wanted, firstSeed, play: (seed) => playOutbox(seed) });
  process.stdout.write(`outboxes: ${outboxes} crash points, 0 lost, 0 recorded twice, 0 out of order\n`);
  const consumers = await playMany({ wanted, firstSeed, play: (seed) => playConsumer(seed) });
  process.stdout.write(`consumers: ${consumers} crash points, each effect exactly once\n`);
  const queues = await playMany({ wanted, firstSeed, play: (seed) => playRecorder(seed) });
  process.stdout.write(
    `queues of readings: ${queues} crash points, 0 lost, 0 recorded twice, 0 out of order\n`,
  );
}

interface Played {
  readonly violations: readonly string[];
  readonly crashes: number;
}

function playOutbox(seed: number): Promise<Played> {
  return runOutboxSimulation({ seed, crashes: CRASHES_OF_RUN });
}

function playRecorder(seed: number): Promise<Played> {
  return runRecorderSimulation({ seed, crashes: CRASHES_OF_RUN });
}

async function playConsumer(seed: number): Promise<Played> {
  const { violations, kills } = await runConsumeSimulation({ seed, kills: CRASHES_OF_RUN });
  return { violations, crashes: kills };
}

/** Plays seed after seed. @throws at the first violation, with its seed */
async function playMany(options: {
  readonly wanted: number;
  readonly firstSeed: number;
  readonly play: (seed: number) => Promise<Played>;
}): Promise<number> {
  let crashes = 0;
  for (let seed = options.firstSeed; crashes < options.wanted; seed += 1) {
    const played = await options.play(seed).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      return { crashes: 0, violations: [message] };
    });
    crashes += played.crashes;
    if (played.violations.length > 0) throw new Error(`seed ${seed}: ${played.violations.join('; ')}`);
  }
  return crashes;
}

main().catch((error: unknown) => {
  process.stderr.write(`simulation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof RangeError ? 2 : 1;
});
