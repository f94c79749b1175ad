import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleToPattern, textToBlocks, type Block } from '../readme/blocks';
import { createEmptySandbox, root, type Sandbox } from '../readme/sandbox';
import { compilers } from './project';

const programFile = 'try/first.mts';

/** What the README shows of its first program. */
interface Quickstart {
  /** What brings the network up, and the rest before the program. */
  readonly start: string;
  readonly prepare: readonly string[];
  readonly program: string;
  readonly output: RegExp;
}

function readQuickstart(): Quickstart {
  const blocks = textToBlocks(readFileSync(join(root, 'README.md'), 'utf8'));
  const at = blocks.findIndex(({ info }) => info === programFile);
  const isCommand = ({ language, content }: Block): boolean =>
    language === 'sh' && !content.startsWith('npm ');
  const [start = '', ...prepare] = blocks
    .slice(0, at)
    .filter(isCommand)
    .flatMap(({ content }) => content.split('\n'));
  const sample = blocks.slice(at).find(({ language }) => language === 'console');
  if (at === -1 || sample === undefined) throw new Error(`README.md shows no ${programFile} with its output`);
  return {
    start: `${start} --peer-port 0`,
    prepare,
    program: blocks[at]?.content ?? '',
    output: sampleToPattern(sample.content),
  };
}

/** The same program where a file may not wait: CommonJS. */
function toFunction(program: string): string {
  const imports = program.split('\n').filter((line) => line.startsWith('import '));
  const rest = program.split('\n').filter((line) => !line.startsWith('import '));
  return [...imports, 'async function main(): Promise<void> {', ...rest, '}', 'void main();', ''].join('\n');
}

/** Bundles without what is optional: pkcs11js is native and only for keys in hardware. */
const esbuild =
  'esbuild try/first.ts --bundle --platform=node --target=node20 --external:pkcs11js --log-level=warning';

/** The forms in which consumers write the program, and how each is compiled and run. */
const forms: Readonly<Record<string, (project: Sandbox) => Promise<string>>> = {
  'ECMAScript module, nodenext': async (project) => {
    await project.run(`${compilers.nodenext} try/first.mts`);
    return project.run('node try/first.mjs');
  },
  'CommonJS, nodenext': async (project) => {
    await project.run(`${compilers.nodenext} try/first.cts`);
    return project.run('node try/first.cjs');
  },
  'bundler, esbuild': async (project) => {
    await project.run(`${compilers.bundler} --noEmit try/first.ts`);
    await project.run(`${esbuild} --outfile=bundle/first.cjs`);
    // Without node_modules above it: what the bundle needs is in it.
    const elsewhere = await createEmptySandbox();
    try {
      for (const name of ['bundle', 'try']) {
        await symlink(join(project.directory, name), join(elsewhere.directory, name), 'junction');
      }
      return await elsewhere.run('node --preserve-symlinks-main bundle/first.cjs');
    } finally {
      await elsewhere.remove();
    }
  },
};

/** Runs the README's first program in each form against one network. @throws Error when one does not print what is shown */
export async function runQuickstart(project: Sandbox, say: (line: string) => void): Promise<void> {
  const { start, prepare, program, output } = readQuickstart();
  await project.start(start, 'ready:');
  for (const command of prepare) await project.run(command);
  await project.write({ path: 'try/first.mts', content: program });
  for (const path of ['try/first.cts', 'try/first.ts']) {
    await project.write({ path, content: toFunction(program) });
  }
  for (const [name, run] of Object.entries(forms)) {
    const printed = await run(project);
    if (!output.test(printed)) throw new Error(`${name}: the quickstart printed\n${printed}`);
    say(`quickstart, ${name}: prints what the README shows`);
  }
}
