import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import {
  checkPackage as findTypeProblems,
  createPackageFromTarballData,
  type Package,
} from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const wantedFiles = ['LICENSE', 'README.md', 'package.json'];

/** With a tilde where a later minor version needs a newer Node than the package itself. */
const range = /^[~^]\d+\.\d+\.\d+(-[\w.-]+)?$/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly repository?: { readonly url: string; readonly directory: string };
  readonly homepage?: string;
  readonly bugs?: string;
}

async function publintFaults(tarball: Buffer): Promise<string[]> {
  const { messages, pkg } = await publint({
    pack: { tarball: Uint8Array.from(tarball).buffer },
    strict: true,
  });
  return messages.map(
    (message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
  );
}

async function typeFaults(contents: Package): Promise<string[]> {
  const result = await findTypeProblems(contents);
  if (result.types === false) return ['arethetypeswrong: no types'];
  return result.problems
    .filter((problem) => !('resolutionKind' in problem) || problem.resolutionKind !== 'node10')
    .map((problem) => `arethetypeswrong: ${JSON.stringify(problem)}`);
}

/** The files of a package by their paths in it. */
function pathsOf(contents: Package): readonly string[] {
  const start = `/node_modules/${contents.packageName}/`;
  return contents.listFiles().map((path) => path.slice(start.length));
}

/** A map that holds its sources resolves everywhere; else each has to be in the package. */
function sourceMapFaults(paths: readonly string[], read: (path: string) => string): string[] {
  return paths
    .filter((path) => path.endsWith('.map'))
    .filter((path) => {
      const map = JSON.parse(read(path)) as { sources: string[]; sourcesContent?: (string | null)[] };
      return map.sources.some((source, index) => {
        const isHeld = typeof map.sourcesContent?.[index] === 'string';
        return !isHeld && !paths.includes(posix.join(posix.dirname(path), source));
      });
    })
    .map((path) => `${path}: its sources are not in the package`);
}

const importPattern =
  /^(?:import|export)\s(?:[\w$*,\s{}]*\sfrom\s)?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm;

/** Packages from which a file of types imports. */
function importsOf(text: string): readonly string[] {
  return [...text.matchAll(importPattern)]
    .map(([, name = '', other = '']) => name || other)
    .filter((name) => !/^(\.|node:)/.test(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

/** Types that are imported have to be installed with the package. */
function importFaults(
  { dependencies = {} }: Manifest,
  paths: readonly string[],
  read: (path: string) => string,
): string[] {
  return paths
    .filter((path) => path.endsWith('.d.ts'))
    .flatMap((path) => importsOf(read(path)).map((name) => ({ path, name })))
    .filter(({ name }) => !(name in dependencies))
    .map(({ path, name }) => `${path}: imports types of ${name}, which is no dependency`);
}

/** Who installs a package should get patches of what it needs, and one copy of what two packages share. */
function rangeFaults({ dependencies, peerDependencies }: Manifest): string[] {
  return Object.entries({ ...dependencies, ...peerDependencies })
    .filter(([, version]) => !range.test(version))
    .map(([name, version]) => `package.json: ${name} ${version} is no range with ^ or ~`);
}

/** Where its pages are follows from where its sources are. */
function pageFaults({ repository, homepage, bugs }: Manifest): string[] {
  if (repository === undefined) return ['package.json: repository is missing'];
  const address = repository.url.replace(/^git\+|\.git$/g, '');
  return [
    ...(homepage === `${address}/tree/main/${repository.directory}#readme`
      ? []
      : ['package.json: homepage is not that of repository']),
    ...(bugs === `${address}/issues` ? [] : ['package.json: bugs is not that of repository']),
  ];
}

/** What an earlier build left behind is published too. */
function staleFaults(paths: readonly string[], sources: string): string[] {
  return paths
    .filter((path) => path.startsWith('dist/') && path.endsWith('.js'))
    .filter((path) => !existsSync(join(sources, path.replace(/^dist/, '').replace(/js$/, 'ts'))))
    .map((path) => `${path}: its source is gone; remove dist and build again`);
}

/** What would make a packed package fail where it is installed. @param sources the folder from which it was compiled */
export async function checkPackage(file: string, sources: string): Promise<readonly string[]> {
  const tarball = await readFile(file);
  const contents = createPackageFromTarballData(tarball);
  const paths = pathsOf(contents);
  const read = (path: string): string => contents.readFile(`/node_modules/${contents.packageName}/${path}`);
  const manifest = JSON.parse(read('package.json')) as Manifest;
  return [
    ...wantedFiles.filter((name) => !paths.includes(name)).map((name) => `${name} is missing`),
    ...(paths.some((path) => path.startsWith('dist/')) ? [] : ['nothing is built']),
    ...paths.filter((path) => /\/testing\//.test(path)).map((path) => `${path}: a test is published`),
    ...staleFaults(paths, sources),
    ...sourceMapFaults(paths, read),
    ...importFaults(manifest, paths, read),
    ...rangeFaults(manifest),
    ...pageFaults(manifest),
    ...(await publintFaults(tarball)),
    ...(await typeFaults(contents)),
  ];
}
