import { join, resolve } from 'node:path';
import { startDevnet } from '../../devnet/start-devnet';
import type { CompanyOptions, Devnet } from '../../devnet/types';
import { NetworkError } from '../../errors';
import { companyToPeerPort, peerToOrdererPort } from '../arguments';
import type { KeptProcessesOptions } from '../control/kept-processes';
import type { ControlRoutes } from '../control/server';
import { devnetRoutes } from './devnet-routes';
import { explainPort } from './explain-port';
import { startOnFabric } from './fabric-engine';
import { startOnTestNetwork } from './test-network-engine';
import type { CompanyEndpoints } from './state';
import type { NetworkUpOptions } from './up';
import type { Terminal } from '../terminal';

/** A network in this process, Fabric's own peers and orderer as its children, or the one that fabric-samples' scripts started. */
export type NetworkEngine = 'devnet' | 'fabric' | 'test-network';

/** One of Fabric's programs that a network consists of. */
export interface NodeStatus {
  readonly name: string;
  readonly kind: 'peer' | 'orderer';
  readonly mspId: string;
  readonly endpoint: string;
  /** Of the process that runs or ran last. */
  readonly pid: number;
  readonly isRunning: boolean;
  /** The file with what it writes. */
  readonly log: string;
}

/** What the command does beside the network. */
export interface RouteHooks {
  /** Called when the network has gone back to a snapshot. */
  readonly onReverted: () => Promise<void>;
}

/** What the command does with a network, whatever runs it. */
export interface EngineNetwork {
  readonly channelId: string;
  readonly companies: readonly CompanyEndpoints[];
  /** host:port of the first orderer. */
  readonly orderer: string;
  /** What people should know about it. */
  readonly note: string;
  /** Its programs, where it has some. */
  readonly nodes?: () => readonly NodeStatus[];
  /** What other commands may ask of it over the control endpoint. */
  readonly routes?: (hooks: RouteHooks) => ControlRoutes;
  /** True where peers run in containers, whose loopback is not this machine's. */
  readonly isContained?: boolean;
  /** The address of this machine by which they reach it. */
  readonly chaincodeHost?: string;
  /** What a company's peer runs under a name; without it the network remembers no chaincode that it ran. */
  readonly wantedPackageId?: KeptProcessesOptions['wantedPackageId'];
  stop(): Promise<void>;
}

/** What every engine is started with. */
export interface StartOptions extends NetworkUpOptions {
  /** Ends the wait for peers that have not found one another. */
  readonly signal: AbortSignal;
}

/** Fabric's convention: chaincode dials a peer one port above it. */
function companyPorts(
  { peerPort, peerChaincodedev }: NetworkUpOptions,
  index: number,
): Pick<CompanyOptions, 'peerPort' | 'chaincodeListener'> {
  const port = peerPort === undefined ? undefined : companyToPeerPort({ index, firstPort: peerPort });
  const chaincodeListener = { port: port === undefined || port === 0 ? 0 : port + 1 };
  return {
    ...(port === undefined ? {} : { peerPort: port }),
    ...(peerChaincodedev === true ? { chaincodeListener } : {}),
  };
}

async function startOnDevnet(options: NetworkUpOptions, terminal: Terminal): Promise<Devnet> {
  const { dir, channel, companies, peerPort, batchMessages, batchTimeout, blocks, governance, data } =
    options;
  try {
    return await startDevnet({
      companies: companies.map((company, index) => ({
        ...company,
        ...companyPorts(options, index),
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
      onVerifying: ({ blocks, height }) => {
        terminal.note(`verifying the ledger: ${blocks} of ${height} blocks`);
      },
    });
  } catch (error) {
    throw explainPort(error);
  }
}

/** Starts what the command was asked for. @throws NetworkError nothing is left running */
export async function startEngine(options: StartOptions, terminal: Terminal): Promise<EngineNetwork> {
  if (options.engine === 'fabric') return startOnFabric(options, terminal);
  if (options.engine === 'test-network') return startOnTestNetwork(options);
  for (const name of ['peers', 'orderers', 'consensus', 'download'] as const) {
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
    routes: (hooks) => devnetRoutes(devnet, hooks),
    wantedPackageId: (chaincode) => devnet.installedPackageId(chaincode),
    stop: () => devnet.stop(),
  };
}
