import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findMissing, type Reflection } from './find-missing';

/** Packages that programs import, by their folders. */
const packages = [
  ...['client-sdk', 'model'],
  ...['devnet', 'admin', 'runner', 'protocol'].map((name) => `network/${name}`),
];

const root = resolve(__dirname, '..', '..', '..');
const tools = join(root, 'scripts', 'reference');
const output = join(root, 'reports', 'reference');
const shell = process.platform === 'win32';

/** Its own folder: it reads declarations with an older TypeScript than that which compiles them. */
function requireTools(): string {
  const typedoc = join(tools, 'node_modules', 'typedoc', 'bin', 'typedoc');
  if (!existsSync(typedoc)) {
    const install = ['ci', '--silent', '--no-audit', '--no-fund'];
    execFileSync('npm', install, { cwd: tools, shell, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return typedoc;
}

/** Makes the reference from the built declarations, as whoever installs the packages has them. */
function main(): number {
  const typedoc = requireTools();
  const directory = mkdtempSync(join(tmpdir(), 'kontti-reference-'));
  try {
    const entryPoints = packages.map((name) => join(root, name, 'dist', 'index.d.ts'));
    const tsconfig = join(directory, 'tsconfig.json');
    const json = join(directory, 'reference.json');
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2023', 'esnext.disposable'], strict: true },
      ...{
        types: ['node'],
        typeRoots: [join(root, 'node_modules', '@types')],
        noEmit: true,
        skipLibCheck: true,
      },
    };
    writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files: entryPoints }));
    const args = [
      ...entryPoints.flatMap((path) => ['--entryPoints', path]),
      ...['--tsconfig', tsconfig, '--out', output, '--json', json, '--name', 'Kontti'],
      ...['--readme', join(root, 'README.md'), '--disableSources', '--treatWarningsAsErrors'],
      // The README's links are to pages that lie beside it.
      ...['--validation.invalidPath', 'false'],
    ];
    const { status } = spawnSync(process.execPath, [typedoc, ...args], { cwd: directory, stdio: 'inherit' });
    if (status !== 0) return status ?? 1;
    const project = JSON.parse(readFileSync(json, 'utf8')) as Reflection;
    const missing = entryPoints.flatMap((path) => findMissing(project, readFileSync(path, 'utf8')));
    for (const name of missing) process.stderr.write(`not in the reference: ${name}\n`);
    if (missing.length === 0) process.stdout.write(`API reference: ${join(output, 'index.html')}\n`);
    return missing.length === 0 ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

process.exitCode = main();
