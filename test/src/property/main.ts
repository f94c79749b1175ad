import { parseArgs } from 'node:util';
import { LOTS } from './lots';
import { play, type PropertySubject } from './play';
import { PRODUCTS } from './products';
import { RECORDS } from './records';
import { SHIPMENTS } from './shipments';

const SUBJECTS: Readonly<Record<string, PropertySubject>> = {
  ...{ lot: LOTS, product: PRODUCTS, record: RECORDS, shipment: SHIPMENTS },
};

const HELP = `Plays random commands on a ledger in memory, and looks after each run whether everything adds up.

Usage: npm run property -- --subject NAME [options]

  --subject NAME   ${Object.keys(SUBJECTS).join(', ')}
  --runs N         how many runs of one to three commands in one block (default 200)
  --seed N         which ones (default 1)
  --seeded         counts all that is sealed, as if nothing judged it: a violation that was forged has to be found
  --help           this text
`;

function readNumber(text: string, name: string): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < 1) throw new RangeError(`--${name} takes a whole number from 1`);
  return number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      subject: { type: 'string' },
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      seeded: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { subject = '' } = values;
  const played = Object.hasOwn(SUBJECTS, subject) ? SUBJECTS[subject] : undefined;
  if (played === undefined) throw new RangeError(`--subject takes ${Object.keys(SUBJECTS).join(', ')}`);
  const options = { runs: readNumber(values.runs, 'runs'), seed: readNumber(values.seed, 'seed') };
  const { runs, commands, accepted, forged, violations } = await play(played, {
    ...options,
    trustsAll: values.seeded,
  });
  for (const violation of violations) process.stdout.write(`violation: ${violation}\n`);
  process.stdout.write(
    `${subject}, seed ${options.seed}: ${runs} runs, ${commands} commands (${accepted} accepted), ` +
      `${forged} forgeries, ${violations.length} violations\n`,
  );
  return violations.length > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`property: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof RangeError ? 2 : 1;
  },
);
