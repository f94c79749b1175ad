import { parseArgs } from 'node:util';
import { runCanaries } from './run';

const HELP = `Puts 256 random bits into every private field, and looks for them wherever nobody may find them.

Usage: npm run canary -- [options]

  --transactions N   how many private records are kept (default 100)
  --help             this text
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { transactions: { type: 'string', default: '100' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const transactions = Number(values.transactions);
  if (!Number.isSafeInteger(transactions) || transactions < 1) {
    throw new RangeError('--transactions takes a number from 1');
  }
  const result = await runCanaries({ transactions, erases: true });
  const leaked = await runCanaries({ transactions: 4, leaks: true });
  for (const place of result.outside.slice(0, 20)) process.stdout.write(`hit: ${place}\n`);
  process.stdout.write(
    `${transactions} transactions, ${result.canaries} canaries: ${result.outside.length} hits outside, ` +
      `${result.keptAfter} with members after all was erased; a deliberate leak was ${leaked.outside.length > 0 ? 'found' : 'MISSED'}\n`,
  );
  return result.outside.length === 0 && result.keptAfter === 0 && leaked.outside.length > 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `canary: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
