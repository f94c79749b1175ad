import { parseArgs } from 'node:util';
import { runAdversary, type AdversaryResult } from './adversary';
import { startDevnetStage } from './devnet-stage';
import { startMemoryStage } from './memory-stage';

const HELP = `Lets coalitions that a seed picks write any bytes, policies, deletes and events, and compares every read and event of the
honest company with what it really vouched for.

Usage: npm run adversary -- [options]

  --forgeries N     how many forgeries (1000)
  --seed N          the run follows from it alone (1)
  --engine NAME     memory or devnet (memory)
  --help            this text

Exits with 1 at any violation.

Examples:
  npm run adversary -- --forgeries 100000 --seed 7
  npm run adversary -- --forgeries 10000 --engine devnet
`;

function readNumber(text: string, name: string): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < 1) throw new RangeError(`--${name} takes a whole number from 1`);
  return number;
}

function toLine({ forgeries, valid, reads, events, violations }: AdversaryResult): string {
  return `${forgeries} forgeries (${valid} valid), ${reads} reads, ${events} events, ${violations.length} violations`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      forgeries: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      engine: { type: 'string', default: 'memory' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const forgeries = readNumber(values.forgeries, 'forgeries');
  const seed = readNumber(values.seed, 'seed');
  if (values.engine !== 'memory' && values.engine !== 'devnet') {
    throw new RangeError('--engine takes memory or devnet');
  }
  await using stage = await (values.engine === 'devnet' ? startDevnetStage() : startMemoryStage());
  const isTerminal = process.stderr.isTTY === true;
  const result = await runAdversary(stage, {
    forgeries,
    seed,
    onProgress: (sofar) => {
      if (isTerminal) process.stderr.write(`\r${toLine(sofar)}`);
    },
  });
  if (isTerminal) process.stderr.write('\n');
  for (const violation of result.violations) process.stdout.write(`violation: ${violation}\n`);
  process.stdout.write(`seed ${seed}, ${values.engine}: ${toLine(result)}\n`);
  if (result.violations.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`adversary: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof RangeError ? 2 : 1;
});
