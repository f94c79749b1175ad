import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../readme/sandbox';

/** A package of this repository that is published. */
export interface PublicPackage {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  /** Its folder, from the repository's. */
  readonly location: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** What others may import, by paths that begin with `.`. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Runs npm in the repository's folder. @returns its standard output */
async function npm(args: readonly string[]): Promise<string> {
  const shell = process.platform === 'win32';
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root, shell, maxBuffer: 2 ** 24 });
  return stdout;
}

/** The packages that are published, as npm knows them. */
export async function readPublicPackages(): Promise<readonly PublicPackage[]> {
  const workspaces = JSON.parse(await npm(['query', '.workspace'])) as PublicPackage[];
  const found = workspaces.filter((each) => each.private !== true);
  if (found.length === 0) throw new Error('npm knows no package to publish');
  return found.toSorted((a, b) => (a.location < b.location ? -1 : 1));
}

/** Packs them as they would be published. @returns the archives by the packages' names */
export async function packPackages(
  packages: readonly PublicPackage[],
  directory: string,
): Promise<ReadonlyMap<string, string>> {
  const workspaces = packages.flatMap(({ name }) => ['--workspace', name]);
  await npm(['pack', '--silent', '--pack-destination', directory, ...workspaces]);
  return new Map(
    packages.map(({ name, version }) => [
      name,
      join(directory, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`),
    ]),
  );
}
