import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { isFile } from '@kontti/fabric-admin/data-files';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { findCacheDirectory, releaseDirectory } from '../fabric-release/cache-directory';
import { defaultRelease, selectRelease } from '../fabric-release/releases';
import { checkVersions, readVersions } from './binary-versions';

const executableSuffix = process.platform === 'win32' ? '.exe' : '';

/** What a program says of itself that somebody built from source without naming its version. */
const unnamedVersion = 'latest';

/** The programs of Fabric's release that a network needs. */
const required = ['peer', 'orderer', 'configtxgen', 'osnadmin'] as const;

/** What a peer calls to run chaincode as a service. */
const builderPrograms = ['detect', 'build', 'release'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Fabric's programs are, and which version they say they are. */
export interface FabricBinaries {
  /** The folder that holds the programs, an absolute path. */
  readonly directory: string;
  /** E.g. `v3.1.5`. */
  readonly version: string;
  /** The path of one program; it is there, and may be executed. */
  path(name: (typeof required)[number]): string;
  /** Folder that holds the chaincode-as-a-service builder's `bin/{detect,build,release}`. */
  readonly builder: string;
}

async function isAccessible(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/**
 * The first folder that holds the builder's programs: the release keeps it at `builders/ccaas` beside `bin`.
 * A folder whose programs are beside `peer` has no `bin`, and a peer wants one.
 */
async function findBuilder(directory: string): Promise<string | undefined> {
  for (const candidate of [
    join(directory, '..', 'builders', 'ccaas'),
    join(directory, 'builders', 'ccaas'),
  ]) {
    const paths = builderPrograms.map((name) => join(candidate, 'bin', `${name}${executableSuffix}`));
    const areThere = await Promise.all(paths.map((path) => isAccessible(path, constants.X_OK)));
    if (areThere.every(Boolean)) return resolve(candidate);
  }
  return undefined;
}

function folder(value: string | undefined): readonly string[] {
  // An empty name, of a variable or within PATH, is no folder: it must not come to mean the current one.
  return value === undefined || value === '' ? [] : [value];
}

/** The folder of the pinned release in the cache; none on a machine for which none is pinned. */
function cachedFolder(env: Environment): readonly string[] {
  try {
    const release = selectRelease({ version: defaultRelease });
    return [join(releaseDirectory(findCacheDirectory(env), release), 'bin')];
  } catch {
    return [];
  }
}

/**
 * Where the programs may be, first choice first: the folders where Fabric's install script leaves `bin`, in the current folder and
 * beside fabric-samples, then the PATH, then what was downloaded.
 */
function candidatesOf(env: Environment, workingDirectory: string): readonly string[] {
  return [
    join(workingDirectory, 'bin'),
    join(workingDirectory, 'fabric-samples', 'bin'),
    ...folder(env['FABRIC_SAMPLES']).map((samples) => join(samples, 'bin')),
    ...(env['PATH'] ?? '').split(delimiter).flatMap(folder),
    ...cachedFolder(env),
  ];
}

function refuse(options: {
  code: 'FABRIC_BINARIES_MISSING' | 'FABRIC_BINARIES_UNUSABLE';
  message: string;
  details: Readonly<Record<string, unknown>>;
}): NetworkError {
  return new NetworkError(options);
}

async function findMissing(paths: readonly string[], mode: number): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => isAccessible(path, mode)));
  return paths.filter((_, index) => found[index] !== true);
}

/** @throws NetworkError FABRIC_BINARIES_MISSING, FABRIC_BINARIES_UNUSABLE when the folder is not whole */
async function openFolder(directory: string, env: Environment): Promise<FabricBinaries> {
  const path = (name: string): string => join(directory, `${name}${executableSuffix}`);
  const paths = required.map(path);
  const absent = await findMissing(paths, constants.F_OK);
  const builder = await findBuilder(directory);
  if (absent.length > 0 || builder === undefined) {
    const missing = required.filter((name) => absent.includes(path(name)));
    const what = missing.length > 0 ? missing.join(', ') : 'the builder builders/ccaas/bin beside it';
    throw refuse({
      code: 'FABRIC_BINARIES_MISSING',
      message: `${directory} has peer, but lacks ${what}: take the whole release archive of Fabric`,
      details: { directory, missing },
    });
  }
  const locked = await findMissing(paths, constants.X_OK);
  if (locked.length > 0) {
    throw refuse({
      code: 'FABRIC_BINARIES_UNUSABLE',
      message: `${locked.join(', ')} may not be executed: run chmod +x on it`,
      details: { directory, locked },
    });
  }
  const stated = await readVersions({ directory, path });
  const named = Object.entries(stated).map(
    ([name, version]) =>
      [name, version === unnamedVersion ? (env['FABRIC_VERSION'] ?? version) : version] as const,
  );
  const version = checkVersions({ directory, versions: Object.fromEntries(named) });
  return { directory, version, path, builder };
}

/**
 * Finds Fabric's own binaries: in the folder that `FABRIC_BIN` names, else in `bin` as Fabric's install script leaves it (in the
 * current folder, in fabric-samples), else in a folder of the `PATH` that has `peer`, else in the cache of downloads. Where they were
 * built without a version, `FABRIC_VERSION` names it, e.g. `v3.1.5`.
 * @example const { directory, version } = await findFabricBinaries(process.env);
 * @throws NetworkError FABRIC_BINARIES_MISSING names what is missing and how to get it, FABRIC_BINARIES_UNUSABLE
 */
export async function findFabricBinaries(
  env: Environment,
  workingDirectory: string = process.cwd(),
): Promise<FabricBinaries> {
  const [named] = folder(env['FABRIC_BIN']);
  const candidates = named === undefined ? candidatesOf(env, workingDirectory) : [named];
  for (const candidate of candidates) {
    const directory = resolve(candidate);
    if (await isFile(join(directory, `peer${executableSuffix}`))) {
      return openFolder(directory, env);
    }
  }
  throw refuse({
    code: 'FABRIC_BINARIES_MISSING',
    message: `no Fabric binaries in ${named ?? 'bin, fabric-samples/bin, PATH or the cache'}: run "kontti network download", or Fabric's install script and set FABRIC_BIN to its bin folder`,
    details: { searched: named ?? 'PATH' },
  });
}
