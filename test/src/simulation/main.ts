import { parseArgs } from 'node:util';
import { runOutboxSimulation } from './outbox-run';

const HELP = `Plays programs that record orders through an outbox and end at random steps: clock, disk, network and ledger are
simulated, and everything follows from a seed. Each order has to be on the ledger once, in its key's order.

Usage: npm run simulation -- [options]

  --crashes N       how many ends of programs, at least (1000)
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
  let crashes = 0;
  let orders = 0;
  let seed = firstSeed;
  for (; crashes < wanted; seed += 1) {
    const result = await runOutboxSimulation({ seed, crashes: CRASHES_OF_RUN });
    crashes += result.crashes;
    orders += result.orders;
    for (const violation of result.violations) process.stdout.write(`seed ${seed}: ${violation}\n`);
    if (result.violations.length > 0) {
      process.exitCode = 1;
      return;
    }
  }
  process.stdout.write(
    `seeds ${firstSeed} to ${seed - 1}: ${crashes} crash points, ${orders} orders, 0 lost, 0 recorded twice, 0 out of order\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`simulation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof RangeError ? 2 : 1;
});
