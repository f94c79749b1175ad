import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere } from '@kontti/fabric-admin/data-files';
import { makeWritableFolder, NetworkError } from '@kontti/fabric-protocol/base';

/** A network in this process, Fabric's own peers and orderer as its children, or the one that fabric-samples' scripts started. */
export type NetworkEngine = 'devnet' | 'fabric' | 'test-network';

/** One of Fabric's programs that a network consists of. */
export interface NodeStatus {
  readonly name: string;
  readonly kind: 'peer' | 'orderer' | 'couchdb';
  readonly mspId: string;
  readonly endpoint: string;
  /** Of the process that runs or ran last. */
  readonly pid: number;
  readonly isRunning: boolean;
  /** The file with what it writes. */
  readonly log: string;
  /** `HOST:PORT` of the CouchDB where a peer keeps state, if not in LevelDB. */
  readonly couchdb?: string;
}

/** A company of a running network, as the commands show it. */
export interface CompanyEndpoints {
  readonly mspId: string;
  readonly endpoint: string;
  /** Where chaincode may dial its peer. */
  readonly chaincodeEndpoint?: string;
}

/** What a running network leaves in its folder so that other commands find it. */
export interface NetworkState {
  readonly pid: number;
  readonly channelId: string;
  readonly companies: readonly CompanyEndpoints[];
  /** Host and port of the control endpoint. */
  readonly control: string;
  /** Whoever knows it may stop the network and start programs in its name. */
  readonly token: string;
}

const secretMode = 0o600;
const privateMode = 0o700;

/** The folder that makes `organizations` this command's own. */
export function markFolder(directory: string): string {
  return join(directory, 'organizations', '.kontti');
}

/** Names the processes of Fabric's programs that run for this folder. */
export function processRecordFile(directory: string): string {
  return join(markFolder(directory), 'processes.json');
}

function stateFile(directory: string): string {
  return join(markFolder(directory), 'network.json');
}

function isState(value: unknown): value is NetworkState {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, channelId, companies, control, token } = value as Record<string, unknown>;
  return (
    typeof pid === 'number' &&
    typeof channelId === 'string' &&
    Array.isArray(companies) &&
    typeof control === 'string' &&
    typeof token === 'string'
  );
}

/** The state in a folder; undefined when no network left one. */
export async function readNetworkState(directory: string): Promise<NetworkState | undefined> {
  try {
    const state: unknown = JSON.parse(await readFile(stateFile(directory), 'utf8'));
    return isState(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** One level only: a mistyped path is reported, not built. Returns whether it had to be made. */
async function ensureFolder(path: string, mode?: number): Promise<boolean> {
  if (await isThere(path)) return false;
  await mkdir(path, { mode });
  return true;
}

/** The folders of a network that starts. */
interface FolderClaim {
  /** Removes what was made for a network that did not start, unless its programs left logs to read. */
  release(): Promise<void>;
}

async function hasLogs(folder: string): Promise<boolean> {
  const names: readonly string[] = await readdir(folder, { recursive: true }).catch(() => []);
  return names.some((name) => name.endsWith('.log'));
}

/** Removes folders that were made, the innermost first; one with something else in it stays. */
async function removeFolders(folders: readonly string[], organizations: string): Promise<void> {
  for (const folder of folders) {
    if (await hasLogs(folder)) continue;
    if (folder === organizations) await rm(folder, { recursive: true, force: true });
    else await rmdir(folder).catch(() => undefined);
  }
}

/** Makes the folder, and marks `organizations` as this command's own. */
async function makeFolders(directory: string, made: string[]): Promise<void> {
  const organizations = join(directory, 'organizations');
  try {
    for (const folder of [directory, organizations]) if (await ensureFolder(folder)) made.unshift(folder);
    await ensureFolder(markFolder(directory), privateMode);
  } catch (cause) {
    throw new NetworkError({
      code: 'DIRECTORY_UNUSABLE',
      message: `The folder ${directory} cannot be written: choose another one with --dir.`,
      details: { directory },
      cause,
    });
  }
}

/**
 * Makes the folder `organizations` this command's own, so that a tree which something else made is never overwritten. `data` is the folder
 * in which the network is kept; it comes first, since nothing else is needed where it cannot be written.
 * @throws NetworkError NETWORK_RUNNING, DIRECTORY_UNUSABLE
 */
export async function claimOrganizations(options: {
  readonly directory: string;
  readonly data: string | undefined;
}): Promise<FolderClaim> {
  const { directory, data } = options;
  const organizations = join(directory, 'organizations');
  if ((await isThere(organizations)) && !(await isThere(markFolder(directory)))) {
    throw new NetworkError({
      code: 'NETWORK_RUNNING',
      message: `${organizations} was made by something else: choose another folder with --dir.`,
      details: { directory },
    });
  }
  const made: string[] = [];
  const release = (): Promise<void> => removeFolders(made, organizations);
  try {
    if (data !== undefined) made.unshift(...(await makeWritableFolder(data, privateMode)).toReversed());
    await makeFolders(directory, made);
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

/** Shows the network to other commands, all at once: they never see half a file. */
export async function writeNetworkState(directory: string, state: NetworkState): Promise<void> {
  const file = stateFile(directory);
  const draft = `${file}.${state.pid}`;
  await rm(draft, { force: true });
  await writeFile(draft, `${JSON.stringify(state, undefined, 2)}\n`, { mode: secretMode, flag: 'wx' });
  await rename(draft, file);
}

/** Forgets the network; the keys and certificates stay. */
export async function removeNetworkState(directory: string): Promise<void> {
  await rm(stateFile(directory), { force: true });
}

/** In a line: `Org1MSP localhost:7051`. */
export function companiesToText(companies: readonly CompanyEndpoints[]): string {
  return companies
    .map(({ mspId, endpoint, chaincodeEndpoint: dialled }) =>
      dialled === undefined ? `${mspId} ${endpoint}` : `${mspId} ${endpoint} (chaincode dials ${dialled})`,
    )
    .join(', ');
}
