import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseLines } from './sample';

const help = `Mutates the code of model, chaincode and client-sdk, and says which mutants no spec notices.

  npm run mutation -- [--mutate LIST] [--sample LINES] [--seed N]

  --mutate LIST   files or lines, as Stryker takes them: client-sdk/src/gateway/retry.ts:10-20 (all)
  --sample LINES  about so many lines of code instead, from many files, as the seed chooses
  --seed N        of the sample (1)

What is committed is cloned into a folder for temporary files and mutated there, on the Node that scripts/mutation/package.json names.
The report is written to reports/mutation.json. The exit code is 1 when fewer mutants are killed than stryker.config.json demands.
`;

const tools = join('scripts', 'mutation');
const shell = process.platform === 'win32';
const isMutated = /^(model|chaincode|client-sdk)\/src\/(?!.*testing\/).*(?<!\.spec|\/index)\.ts$/;

function run(file: string, args: readonly string[], cwd: string): string {
  return execFileSync(file, args, { cwd, shell, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What is to be mutated; `undefined`: what the settings name. */
function chooseMutated(
  root: string,
  values: { mutate?: string; sample?: string; seed: string },
): string | undefined {
  if (values.sample === undefined) return values.mutate;
  const sources = run('git', ['ls-files'], root)
    .split('\n')
    .filter((path) => isMutated.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const wanted = { seed: Number(values.seed), codeLines: Number(values.sample) };
  return chooseLines(sources, wanted).join(',');
}

/** A clone in which Stryker runs: with its own mocha, since its runner knows none that is as new as the project's. */
function prepareClone(root: string, clone: string): void {
  run('git', ['clone', '--quiet', root, clone], root);
  const install = ['ci', '--silent', '--prefer-offline', '--no-audit', '--no-fund'];
  run('npm', install, clone);
  run('npm', install, join(clone, tools));
  rmSync(join(clone, 'node_modules', 'mocha'), { recursive: true });
}

function main(): number {
  const { values } = parseArgs({
    options: {
      mutate: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const root = resolve(__dirname, '..', '..', '..');
  const clone = mkdtempSync(join(tmpdir(), 'kontti-mutation-'));
  try {
    const mutated = chooseMutated(root, values);
    if (mutated !== undefined) process.stdout.write(`mutated, seed ${values.seed}: ${mutated}\n`);
    prepareClone(root, clone);
    const modules = join(clone, tools, 'node_modules');
    const node = join(modules, 'node', 'bin', 'node');
    const stryker = join(modules, '@stryker-mutator', 'core', 'bin', 'stryker.js');
    const { status } = spawnSync(
      node,
      [
        stryker,
        'run',
        join(tools, 'stryker.config.json'),
        ...(mutated === undefined ? [] : ['--mutate', mutated]),
      ],
      {
        cwd: clone,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter) },
      },
    );
    // There is none when a test failed before anything was mutated.
    const reports = join(clone, 'reports');
    if (existsSync(reports)) cpSync(reports, join(root, 'reports'), { recursive: true });
    return status ?? 1;
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

process.exitCode = main();
