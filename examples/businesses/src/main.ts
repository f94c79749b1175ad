import { parseArgs } from 'node:util';
import { ENGINES, openStage, type Engine } from './stage';
import { STORIES } from './stories';
import type { Story } from './story';

const help = `Stories that run on a ledger of their own, and compute their figures anew from its facts.

Usage: npm run example -- NAME [options]

  --all            every story, one after the other
  --engine E       devnet (default), or fabric: Fabric's own programs from the folder FABRIC_BIN
  --help           this text

Stories:
${Object.entries(STORIES)
  .map(([name, { about }]) => `  ${name.padEnd(16)} ${about}`)
  .join('\n')}
`;

/** Runs one story; true when all its figures agree. */
async function runStory(name: string, story: Story, engine: Engine): Promise<boolean> {
  process.stdout.write(`${name}: ${story.about}\n`);
  await using stage = await openStage(story, engine);
  const figures = await story.run(stage);
  const agrees = figures.map(({ name: figure, expected, found }) => {
    const isEqual = String(expected) === String(found);
    const result = isEqual ? 'ok' : `WRONG: the facts say ${String(found)}`;
    process.stdout.write(`  ${figure.padEnd(48)} ${String(expected).padStart(20)}  ${result}\n`);
    return isEqual;
  });
  return agrees.length > 0 && agrees.every(Boolean);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'devnet' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const engine = ENGINES.find((each) => each === values.engine);
  const names = values.all ? Object.keys(STORIES) : positionals;
  const chosen = names.map(
    (name) => [name, Object.hasOwn(STORIES, name) ? STORIES[name] : undefined] as const,
  );
  if (engine === undefined || names.length === 0 || chosen.some(([, story]) => story === undefined)) {
    process.stderr.write(help);
    return 2;
  }
  let isRight = true;
  for (const [name, story] of chosen) {
    if (story !== undefined) isRight = (await runStory(name, story, engine)) && isRight;
  }
  process.stdout.write(isRight ? 'All figures agree with the facts.\n' : 'Figures differ from the facts.\n');
  return isRight ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
