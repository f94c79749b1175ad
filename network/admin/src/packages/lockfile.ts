import { dirname, join, relative, resolve, sep } from 'node:path';
import { isThere } from '../data-files/is-there';
import { isJsonObject } from '../data-files/json-object';
import { packageInvalid } from './package-invalid';
import { readJsonObject } from './manifest';

/** A package in a lockfile. */
export type LockEntry = Readonly<Record<string, unknown>>;

/** A lockfile that names a chaincode's dependencies. */
export interface Lockfile {
  /** The folder where it is. */
  readonly root: string;
  /** Where the chaincode is in it: empty for the root itself. */
  readonly location: string;
  /** By location, e.g. `node_modules/fabric-shim`. */
  readonly packages: ReadonlyMap<string, LockEntry>;
}

const names = ['npm-shrinkwrap.json', 'package-lock.json'];
const versionsMin = 2;

async function readLockfile(file: string, folder: string): Promise<Lockfile | undefined> {
  const json = await readJsonObject(file);
  const packages = json['packages'];
  if (Number(json['lockfileVersion']) < versionsMin || !isJsonObject(packages)) {
    throw packageInvalid(`${file} is of an old npm: make it again with npm 7 or newer.`);
  }
  const root = dirname(file);
  const location = relative(root, folder).split(sep).join('/');
  if (location !== '' && packages[location] === undefined) return undefined;
  const entries = Object.entries(packages).filter((entry): entry is [string, LockEntry] =>
    isJsonObject(entry[1]),
  );
  return { root, location, packages: new Map(entries) };
}

/**
 * The lockfile that knows a folder: its own, or that of the workspace or project in which it is.
 * @throws NetworkError PACKAGE_INVALID
 */
export async function findLockfile(path: string): Promise<Lockfile> {
  const folder = resolve(path);
  for (let root = folder; ; root = dirname(root)) {
    for (const name of names) {
      const file = join(root, name);
      const found = (await isThere(file)) ? await readLockfile(file, folder) : undefined;
      if (found !== undefined) return found;
    }
    if (root === dirname(root)) break;
  }
  throw packageInvalid(
    `No lockfile names the dependencies of ${folder}: run "npm install --package-lock-only" there first.`,
  );
}

/** Where a package finds a dependency, as Node looks for it; undefined when it is not in the lockfile. */
export function resolveDependency(
  packages: { has(location: string): boolean },
  { from, name }: { from: string; name: string },
): string | undefined {
  for (let location = from; ; location = location.slice(0, Math.max(0, location.lastIndexOf('/')))) {
    if (!location.endsWith('node_modules')) {
      const candidate = location === '' ? `node_modules/${name}` : `${location}/node_modules/${name}`;
      if (packages.has(candidate)) return candidate;
    }
    if (location === '') return undefined;
  }
}
