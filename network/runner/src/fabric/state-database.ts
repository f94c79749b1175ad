import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder, NetworkError } from '@kontti/fabric-protocol/base';
import type { CouchdbProgram } from './couchdb-program';
import { couchdbRuntimeArguments, couchdbSettings } from './couchdb-settings';
import { askCouchdb } from './couchdb-requests';
import { startFabricProcess, type FabricProcess } from './fabric-process';
import { fabricLimits } from './limits';
import type { ProcessRecord } from './process-record';

/** CouchDBs that run already, one for each peer, in the order of the peers. */
export interface CouchdbAddresses {
  /** `HOST:PORT` */
  readonly addresses: readonly string[];
  readonly user: string;
  readonly password: string;
}

/** Where peers keep state, when that is not LevelDB: a CouchDB of its own is started for each, or they run already. */
export type CouchdbOptions = CouchdbProgram | CouchdbAddresses;

/** Where a CouchDB listens, and as whom it is asked. */
export interface CouchdbAccess {
  /** `HOST:PORT` */
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

/** The CouchDB of one peer. */
export interface PeerCouchdb extends CouchdbAccess {
  /** Undefined for one that ran before. */
  readonly process: FabricProcess | undefined;
}

/** The database by which a peer knows its own format. */
const peerMark = 'fabric__internal';

const user = 'kontti';
const passwordBytes = 24;
const secretMode = 0o600;
const privateMode = 0o700;

/** How the CouchDB of a peer is called. */
export function couchdbName(peer: string): string {
  return `couchdb.${peer}`;
}

function unusable(address: string, reason: string): NetworkError {
  const message = `The CouchDB at ${address} ${reason}.`;
  return new NetworkError({ code: 'COUCHDB_UNUSABLE', message, details: { address } });
}

/** The names of its databases; undefined while it does not answer. @throws NetworkError COUCHDB_UNUSABLE */
async function readDatabases(access: CouchdbAccess): Promise<readonly string[] | undefined> {
  const { address } = access;
  const response = await askCouchdb(access, '_all_dbs').catch(() => undefined);
  if (response === undefined || response.status >= 500) return undefined;
  if (response.status === 401 || response.status === 403) {
    throw unusable(address, 'refuses the user: check COUCHDB_USER and COUCHDB_PASSWORD');
  }
  const names: unknown = await response.json().catch(() => undefined);
  if (Array.isArray(names)) return names.filter((each) => typeof each === 'string');
  throw unusable(address, 'answers as no CouchDB does');
}

/** @throws NetworkError COUCHDB_UNUSABLE */
async function waitForDatabases(access: CouchdbAccess): Promise<readonly string[]> {
  const attempts = Math.ceil(fabricLimits.startTimeoutMs / fabricLimits.pollIntervalMs);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const names = await readDatabases(access);
    if (names !== undefined) return names;
    await delay(fabricLimits.pollIntervalMs);
  }
  throw unusable(access.address, `does not answer after ${fabricLimits.startTimeoutMs} ms`);
}

/**
 * Waits for a CouchDB that runs already. A new ledger needs one that holds nothing of a channel of that name.
 * @throws NetworkError COUCHDB_UNUSABLE
 */
export async function awaitCouchdb(
  access: CouchdbAccess,
  { channelId, isNew }: { readonly channelId: string; readonly isNew: boolean },
): Promise<PeerCouchdb> {
  const names = await waitForDatabases(access);
  const foreign = isNew ? findForeign(names, channelId) : undefined;
  if (foreign === undefined) return { ...access, process: undefined };
  throw unusable(
    access.address,
    `holds ${foreign}, which is another network's: delete its databases, or name another CouchDB or channel`,
  );
}

/** A database of another channel of that name, or of no peer at all: with such a one a peer takes the whole for state of an older version. */
function findForeign(names: readonly string[], channelId: string): string | undefined {
  const others = names.filter((name) => !name.startsWith('_'));
  if (!names.includes(peerMark)) return others[0];
  return others.find((name) => name.startsWith(`${channelId.replaceAll('.', '$')}_`));
}

/**
 * Starts a CouchDB of its own for a peer and waits until it answers. Its administrator's password is a new one each time, and
 * is in no file but its own. @throws NetworkError FABRIC_START_FAILED, COUCHDB_UNUSABLE
 */
export async function startCouchdb(options: {
  readonly program: CouchdbProgram;
  /** The peer's name. */
  readonly peer: string;
  /** Settings, data and log go there. */
  readonly directory: string;
  readonly port: number;
  readonly record: ProcessRecord;
  readonly onExit?: (name: string) => void;
}): Promise<PeerCouchdb> {
  const { program, peer, directory, port, record, onExit } = options;
  const dataDirectory = join(directory, 'data');
  const [settingsFile, argumentsFile] = [join(directory, 'local.ini'), join(directory, 'vm.args')];
  const password = randomBytes(passwordBytes).toString('hex');
  await makeFolder(dataDirectory, privateMode);
  await writeFile(settingsFile, couchdbSettings({ port, user, password, dataDirectory }), {
    mode: secretMode,
  });
  await writeFile(argumentsFile, couchdbRuntimeArguments);
  const started = await startFabricProcess({
    ...{ record, port, configDirectory: directory },
    ...(onExit === undefined ? {} : { onExit }),
    name: couchdbName(peer),
    command: program.command,
    args: ['-couch_ini', program.defaultSettings, settingsFile],
    env: { COUCHDB_ARGS_FILE: argumentsFile },
    logFile: join(directory, 'couchdb.log'),
  });
  const access = { address: `127.0.0.1:${port}`, user, password };
  try {
    await waitForDatabases(access);
  } catch (error) {
    await started.stop();
    throw error;
  }
  return { ...access, process: started };
}
