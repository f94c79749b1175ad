import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { findNpm } from '@kontti/fabric-admin/packages';
import { runProgram, startProgram } from './programs';

/** What a sample has only once it was installed, compiled and run. */
const made = new Set(['node_modules', 'dist', 'checkpoint.json', 'store.log']);

function isSource(relative: string): boolean {
  return !relative.split(sep).some((part) => made.has(part));
}

async function copySources(source: string, target: string): Promise<void> {
  await cp(source, target, { recursive: true, filter: (path) => isSource(path.slice(source.length)) });
}

async function digestSources(directory: string): Promise<string> {
  const digest = createHash('sha256').update(process.version);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .filter(isSource);
  for (const file of files.toSorted()) {
    digest.update(`\n${file.split(sep).join('/')}\n`).update(await readFile(join(directory, file)));
  }
  return digest.digest('hex').slice(0, 16);
}

/** As test-network's own script does: what the compiler wrote counts, even where it complains (of a method that nobody calls). */
async function compile({ npm, directory }: { npm: string; directory: string }): Promise<void> {
  const args = [npm, 'run', 'build', '--if-present'];
  const { exitCode, output } = await startProgram({ args, cwd: directory }).ended;
  if (exitCode !== 0 && !existsSync(join(directory, 'dist'))) {
    throw new Error(`${directory} could not be compiled: ${output}`);
  }
}

/**
 * Installs and compiles a copy of a package of fabric-samples, by what its lockfile names, and says where it is. Copies are kept in
 * the folder for temporary files under the digest of their sources, so a package is installed once per machine.
 */
export async function installPackage(options: { samples: string; path: string }): Promise<string> {
  const source = join(options.samples, ...options.path.split('/'));
  const name = `${options.path.replaceAll('/', '-')}-${await digestSources(source)}`;
  const cache = join(tmpdir(), 'kontti-fabric-samples');
  const target = join(cache, name);
  if (existsSync(target)) {
    return target;
  }
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const unfinished = await mkdtemp(join(cache, 'unfinished-'));
  try {
    await copySources(source, unfinished);
    const npm = await findNpm();
    await runProgram({ args: [npm, 'ci', '--no-offline', '--no-audit', '--no-fund'], cwd: unfinished });
    await compile({ npm, directory: unfinished });
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run was faster.
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** Copies an installed package to where its relative paths lead to this network; what it needs from npm is linked. */
export async function placePackage(options: { installed: string; target: string }): Promise<void> {
  const { installed, target } = options;
  const modules = join(installed, 'node_modules');
  await cp(installed, target, { recursive: true, filter: (path) => path !== modules });
  await symlink(modules, join(target, 'node_modules'), 'junction');
}
