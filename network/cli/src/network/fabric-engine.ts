import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import {
  type CouchdbOptions,
  findCouchdb,
  findFabricBinaries,
  type FabricBinaries,
  endRecordedProcesses,
  findRecordOwner,
  waitUntilEndorsed,
  startFabricNetwork,
  type FabricNetwork,
  type TopologyOptions,
} from '@kontti/fabric-runner/fabric';
import { memberToAdministration } from '@kontti/fabric-admin/access';
import { createLifecycleClient } from '@kontti/fabric-admin/definitions';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { companyToPeerPort, defaultPeerPort, peerToOrdererPort } from '../options/arguments';
import { textField } from '../control/server';
import { downloadFabric } from './download';
import type { EngineNetwork, StartOptions } from './engine-network';
import type { NodeStatus } from '../control/network-state';
import { explainPort } from './explain-port';
import { markFolder, processRecordFile } from '../control/network-state';
import type { NetworkUpOptions } from './up-options';
import type { Terminal } from '../options/terminal';

/** A company's peers and the orderers, as the options of the command name them. */
function optionsToTopology(options: NetworkUpOptions): TopologyOptions {
  const { companies, peerPort = defaultPeerPort, peers = 1, orderers } = options;
  const { consensus, channelCapability } = options;
  return {
    companies: companies.map((company, index) => {
      const port = companyToPeerPort({ index, firstPort: peerPort });
      return { peers, ...company, ...(port === 0 ? {} : { peerPort: port }) };
    }),
    ...(peerPort === 0 ? {} : { ordererPort: peerToOrdererPort(peerPort) }),
    ...(orderers === undefined ? {} : { orderers }),
    ...(consensus === undefined ? {} : { consensus }),
    ...(channelCapability === undefined ? {} : { channelCapability }),
  };
}

function checkOptions({ blocks, stateDb, couchdb, peerChaincodedev }: NetworkUpOptions): void {
  if (blocks !== 'automatic') {
    const message = 'Leave --blocks out: the orderer of --engine fabric cuts blocks by count and time alone.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (stateDb !== 'couchdb' && couchdb !== undefined) {
    const message = 'Add --state-db couchdb to --couchdb, or leave it out: the peers keep state in LevelDB.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (peerChaincodedev === true) {
    const message = 'Leave --peer-chaincodedev out: with --engine fabric chaincode runs as a service.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
}

/** The CouchDBs of the peers: those that are named, else ones that are started. @throws NetworkError ARGUMENT_INVALID, COUCHDB_MISSING */
async function chooseCouchdb({ stateDb, couchdb }: NetworkUpOptions): Promise<{ couchdb?: CouchdbOptions }> {
  if (stateDb !== 'couchdb') return {};
  if (couchdb === undefined) return { couchdb: await findCouchdb(process.env) };
  const { COUCHDB_USER: user = '', COUCHDB_PASSWORD: password = '' } = process.env;
  if (user === '' || password === '') {
    const message = 'Set COUCHDB_USER and COUCHDB_PASSWORD: peers only use a CouchDB with an administrator.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  return { couchdb: { addresses: couchdb, user, password } };
}

/** With `--download` absent programs are fetched; programs that are there and unfit are reported either way. */
async function findOrDownload({ download = false }: NetworkUpOptions): Promise<FabricBinaries> {
  try {
    return await findFabricBinaries(process.env);
  } catch (error) {
    const isMissing = error instanceof NetworkError && error.code === 'FABRIC_BINARIES_MISSING';
    if (!download || !isMissing || 'directory' in error.details) throw error;
    return findFabricBinaries({ FABRIC_BIN: await downloadFabric({}) });
  }
}

/** Ends what an earlier run left running, unless that run is still starting. @throws NetworkError NETWORK_RUNNING */
async function endEarlierRun(directory: string, terminal: Terminal): Promise<void> {
  const record = processRecordFile(directory);
  const owner = findRecordOwner(record);
  if (owner !== undefined) {
    throw new NetworkError({
      code: 'NETWORK_RUNNING',
      message: `A network starts or stops in ${directory} already (process ${owner}): wait for it, or choose another folder with --dir.`,
      details: { directory, pid: owner },
    });
  }
  const ended = await endRecordedProcesses(record);
  if (ended.length > 0) terminal.note(`ended what an earlier run had left: ${ended.join(', ')}`);
}

function nodesOf(network: FabricNetwork): readonly NodeStatus[] {
  return network.nodes.map(({ kind, mspId, endpoint, couchdb, process: program }) => ({
    name: program.name,
    kind,
    mspId,
    endpoint,
    pid: program.pid,
    isRunning: program.isRunning,
    log: program.logFile,
    ...(couchdb === undefined ? {} : { couchdb: couchdb.address }),
  }));
}

async function waitUntilConverged(network: FabricNetwork, signal: AbortSignal): Promise<void> {
  try {
    const { channelId, companies } = network;
    await waitUntilEndorsed({ channelId, chaincodeName: lifecycleNamespace, companies, signal });
  } catch (error) {
    await network.stop();
    throw error;
  }
}

/** The folder of `--data`, else one below the network's mark that is emptied first. */
async function chooseDirectory(root: string, data: string | undefined): Promise<string> {
  if (data !== undefined) return resolve(data);
  const directory = join(markFolder(root), 'fabric');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  return directory;
}

/** The package that a company approved for what the channel runs under a name. */
async function findWantedPackage(
  network: FabricNetwork,
  { mspId, name }: { mspId: string; name: string },
): Promise<string | undefined> {
  const administration = memberToAdministration(network.company(mspId));
  const { channelId } = network;
  const client = createLifecycleClient({ ...administration, clock: systemClock, randomBytes });
  try {
    const committed = await client.queryCommitted({ channelId, name });
    if (committed === undefined) return undefined;
    return await client.queryApprovedPackageId({ channelId, name, sequence: committed.sequence });
  } finally {
    client.close();
  }
}

/**
 * Ledgers, settings and logs are in the folder of `--data` for good, else in that of the network's mark until the network stops; after
 * a failed start they stay.
 */
export async function startOnFabric(options: StartOptions, terminal: Terminal): Promise<EngineNetwork> {
  const { dir, channel, batchMessages, batchTimeout, governance, data, signal } = options;
  checkOptions(options);
  const binaries = await findOrDownload(options);
  const couchdb = await chooseCouchdb(options);
  const root = resolve(dir);
  await endEarlierRun(root, terminal);
  const directory = await chooseDirectory(root, data);
  const network = await startFabricNetwork({
    binaries,
    directory,
    keep: data !== undefined,
    organizations: join(root, 'organizations'),
    processRecord: processRecordFile(root),
    ...optionsToTopology(options),
    channelId: channel,
    batch: { messagesMax: batchMessages, timeoutMs: batchTimeout },
    governance,
    ...couchdb,
    onExit: (name) => {
      terminal.failure(
        `${name} ended: read "kontti network logs ${name}", start it with "kontti network restart ${name}".`,
      );
    },
  }).catch((error: unknown) => {
    throw explainPort(error);
  });
  await waitUntilConverged(network, signal);
  return {
    channelId: network.channelId,
    companies: network.companies,
    orderer: network.nodes.find(({ kind }) => kind === 'orderer')?.endpoint ?? '',
    note: `Fabric ${binaries.version} from ${binaries.directory}; logs in ${directory}`,
    nodes: () => nodesOf(network),
    wantedPackageId: (chaincode) => findWantedPackage(network, chaincode),
    routes: () => ({
      'POST /nodes/restart': async (body) => {
        await network.restart(textField(body, 'name'));
        return {};
      },
    }),
    async stop() {
      await network.stop();
      if (data === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
