import { join, resolve } from 'node:path';
import { startDevnet, type CompanyOptions, type Devnet } from '@kontti/devnet/devnet';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { companyToPeerPort, peerToOrdererPort } from '../options/arguments';
import { devnetRoutes } from './devnet-routes';
import { explainPort } from './explain-port';
import { startOnFabric } from './fabric-engine';
import { startOnTestNetwork } from './test-network-engine';
import type { EngineNetwork, StartOptions } from './engine-network';
import type { NetworkUpOptions } from './up-options';
import type { Terminal } from '../options/terminal';

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
      ...(options.channelCapability === undefined ? {} : { channelCapability: options.channelCapability }),
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
  for (const name of ['peers', 'orderers', 'consensus', 'download', 'couchdb'] as const) {
    if (options[name] === undefined) continue;
    const message = `Leave --${name} out, or add --engine fabric: a devnet has one peer a company, no consensus and no database of its own.`;
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
