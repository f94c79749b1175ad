import { rm, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startDevnet } from '../../devnet/start-devnet';
import type { Devnet } from '../../devnet/types';
import { NetworkError } from '../../errors';
import { findFabricBinaries } from '../../fabric/binaries';
import { waitUntilEndorsed } from '../../fabric/readiness';
import { startFabricNetwork } from '../../fabric/start-fabric-network';
import type { TopologyOptions } from '../../fabric/topology';
import { lifecycleNamespace } from '../../system-chaincode/lifecycle-keys';
import { companyToPeerPort, defaultPeerPort, peerToOrdererPort } from '../arguments';
import type { KeptProcessesOptions } from '../control/kept-processes';
import type { ControlRoutes } from '../control/server';
import { devnetRoutes } from './devnet-routes';
import { markFolder } from './state';
import type { NetworkUpOptions } from './up';
import type { Terminal } from '../terminal';

/** A network in this process, or Fabric's own peers and orderer as its children. */
export type NetworkEngine = 'devnet' | 'fabric';

/** What the command does with a network, whatever runs it. */
export interface EngineNetwork {
  readonly channelId: string;
  readonly companies: readonly { readonly mspId: string; readonly endpoint: string }[];
  /** host:port of the first orderer. */
  readonly orderer: string;
  /** What people should know about it. */
  readonly note: string;
  /** What other commands may ask of it over the control endpoint. */
  readonly routes?: ControlRoutes;
  /** What a company's peer runs under a name; without it the network remembers no chaincode that it ran. */
  readonly wantedPackageId?: KeptProcessesOptions['wantedPackageId'];
  stop(): Promise<void>;
}

interface StartOptions extends NetworkUpOptions {
  /** Ends the wait for peers that have not found one another. */
  readonly signal: AbortSignal;
}

/** The same failure, with what this command offers against it. */
function explainPort(error: unknown): unknown {
  if (!(error instanceof NetworkError) || error.code !== 'PORT_TAKEN') return error;
  return new NetworkError({
    code: 'PORT_TAKEN',
    message: `Port ${String(error.details['port'])} is taken: stop what listens there, or choose others with --peer-port (0 takes free ones).`,
    details: error.details,
    cause: error,
  });
}

async function startOnDevnet(options: NetworkUpOptions, terminal: Terminal): Promise<Devnet> {
  const { dir, channel, companies, peerPort, batchMessages, batchTimeout, blocks, governance, data } =
    options;
  try {
    return await startDevnet({
      companies: companies.map((company, index) => ({
        ...company,
        ...(peerPort === undefined ? {} : { peerPort: companyToPeerPort({ index, firstPort: peerPort }) }),
      })),
      channelId: channel,
      ...(peerPort === undefined ? {} : { ordererPort: peerToOrdererPort(peerPort) }),
      batch: { messagesMax: batchMessages, timeoutMs: batchTimeout },
      blocks,
      directory: join(resolve(dir), 'organizations'),
      governance,
      stateDatabase: options.stateDb,
      logger: {
        info: () => undefined,
        warn: (message) => {
          terminal.note(message);
        },
      },
      ...(data === undefined ? {} : { dataDirectory: resolve(data) }),
    });
  } catch (error) {
    throw explainPort(error);
  }
}

/** A company's peers and the orderers, as the options of the command name them. */
function optionsToTopology(options: NetworkUpOptions): TopologyOptions {
  const { companies, peerPort = defaultPeerPort, peers = 1, orderers, consensus } = options;
  return {
    companies: companies.map((company, index) => {
      const port = companyToPeerPort({ index, firstPort: peerPort });
      return { ...company, peers, ...(port === 0 ? {} : { peerPort: port }) };
    }),
    ...(peerPort === 0 ? {} : { ordererPort: peerToOrdererPort(peerPort) }),
    ...(orderers === undefined ? {} : { orderers }),
    ...(consensus === undefined ? {} : { consensus }),
  };
}

/** Ledgers, settings and logs stand in the folder of the network's mark until the network stops; after a failed start they stay. */
async function startOnFabric(options: StartOptions): Promise<EngineNetwork> {
  const { dir, channel, batchMessages, batchTimeout, governance, data, signal } = options;
  if (options.blocks !== 'automatic') {
    const message = 'Leave --blocks out: the orderer of --engine fabric cuts blocks by count and time alone.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (options.stateDb !== 'leveldb') {
    const message = 'Leave --state-db out: with --engine fabric the peers keep state in LevelDB.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (data !== undefined) {
    const message = 'Leave --data out: with --engine fabric the ledgers go with the network.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  const binaries = await findFabricBinaries(process.env);
  const directory = join(markFolder(resolve(dir)), 'fabric');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  const network = await startFabricNetwork({
    binaries,
    directory,
    organizations: join(resolve(dir), 'organizations'),
    ...optionsToTopology(options),
    channelId: channel,
    batch: { messagesMax: batchMessages, timeoutMs: batchTimeout },
    governance,
  }).catch((error: unknown) => {
    throw explainPort(error);
  });
  try {
    await waitUntilEndorsed({
      channelId: channel,
      chaincodeName: lifecycleNamespace,
      companies: network.companies,
      signal,
    });
  } catch (error) {
    await network.stop();
    throw error;
  }
  return {
    channelId: network.channelId,
    companies: network.companies,
    orderer: network.nodes.find(({ kind }) => kind === 'orderer')?.endpoint ?? '',
    note: `Fabric ${binaries.version} from ${binaries.directory}; logs in ${directory}`,
    async stop() {
      await network.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Starts what the command was asked for. @throws NetworkError nothing is left running */
export async function startEngine(options: StartOptions, terminal: Terminal): Promise<EngineNetwork> {
  if (options.engine === 'fabric') return startOnFabric(options);
  for (const name of ['peers', 'orderers', 'consensus'] as const) {
    if (options[name] === undefined) continue;
    const message = `Leave --${name} out, or add --engine fabric: a devnet has one peer a company and no consensus.`;
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  const devnet = await startOnDevnet(options, terminal);
  return {
    channelId: devnet.channelId,
    companies: devnet.companies,
    orderer: devnet.orderer.endpoint,
    note: 'A network for development and tests: one process, no consensus, no gossip.',
    routes: devnetRoutes(devnet),
    wantedPackageId: (chaincode) => devnet.installedPackageId(chaincode),
    stop: () => devnet.stop(),
  };
}
