import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NetworkError } from '../errors';

const executableSuffix = process.platform === 'win32' ? '.exe' : '';

/** The programs of Fabric's release that a network needs. */
const required = ['peer', 'orderer', 'configtxgen', 'osnadmin'] as const;

/** What a peer calls to run chaincode as a service. */
const builderPrograms = ['detect', 'build', 'release'] as const;

/** Where Fabric's programs are, and which version they say they are. */
export interface FabricBinaries {
  readonly directory: string;
  /** E.g. `v3.1.5`. */
  readonly version: string;
  path(name: (typeof required)[number]): string;
  /** Folder that holds the chaincode-as-a-service builder's `bin/{detect,build,release}`. */
  readonly builder: string;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * The first folder that holds the builder's programs: the release keeps it at `builders/ccaas` beside `bin`.
 * A folder whose programs stand beside `peer` has no `bin`, and a peer wants one.
 */
async function findBuilder(directory: string): Promise<string | undefined> {
  for (const candidate of [
    join(directory, '..', 'builders', 'ccaas'),
    join(directory, 'builders', 'ccaas'),
  ]) {
    const paths = builderPrograms.map((name) => join(candidate, 'bin', `${name}${executableSuffix}`));
    if ((await Promise.all(paths.map(isExecutable))).every(Boolean)) {
      return resolve(candidate);
    }
  }
  return undefined;
}

/** What a program says of itself that somebody built from source without naming its version. */
const unnamedVersion = 'latest';

async function readVersion(directory: string): Promise<string> {
  const { stdout } = await promisify(execFile)(join(directory, `peer${executableSuffix}`), ['version']);
  return /Version:\s*(\S+)/.exec(stdout)?.[1] ?? 'unknown';
}

/**
 * Finds Fabric's own binaries: in the folder that `FABRIC_BIN` names, else in a folder of the `PATH` that has `peer`. Where they
 * were built without a version, `FABRIC_VERSION` names it, e.g. `v3.1.5`.
 *
 * @throws NetworkError FABRIC_BINARIES_MISSING names what is missing and how to get it
 */
export async function findFabricBinaries(
  env: Readonly<Record<string, string | undefined>>,
): Promise<FabricBinaries> {
  // An empty name, of the variable or within PATH, is no folder: it must not come to mean the current one.
  const named = env['FABRIC_BIN'] === '' ? undefined : env['FABRIC_BIN'];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = named === undefined ? folders : [named];
  for (const candidate of candidates) {
    const directory = resolve(candidate);
    const path = (name: string): string => join(directory, `${name}${executableSuffix}`);
    if (!(await isExecutable(path('peer')))) {
      continue;
    }
    const missing: string[] = [];
    for (const name of required) {
      if (!(await isExecutable(path(name)))) {
        missing.push(name);
      }
    }
    const builder = await findBuilder(directory);
    if (missing.length > 0 || builder === undefined) {
      const what = missing.length > 0 ? missing.join(', ') : 'the builder builders/ccaas/bin beside it';
      throw new NetworkError({
        code: 'FABRIC_BINARIES_MISSING',
        message: `${directory} has peer, but lacks ${what}: take the whole release archive of Fabric`,
        details: { directory, missing },
      });
    }
    const stated = await readVersion(directory);
    const version = stated === unnamedVersion ? (env['FABRIC_VERSION'] ?? stated) : stated;
    return { directory, version, path, builder };
  }
  throw new NetworkError({
    code: 'FABRIC_BINARIES_MISSING',
    message: `no Fabric binaries in ${named ?? 'PATH'}: run Fabric's install script and set FABRIC_BIN to its bin folder`,
    details: { searched: named ?? 'PATH' },
  });
}
