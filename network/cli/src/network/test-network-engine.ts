import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { copyOrganizations, joinSamplesNetwork } from '@kontti/fabric-runner/samples-network';
import type { EngineNetwork, StartOptions } from './engine-network';
import type { NetworkUpOptions } from './up-options';

/** What the scripts of fabric-samples decided, or this command does not do to a network that it did not start. */
const decided = [
  'consortium',
  'companies',
  'peerPort',
  'batchMessages',
  'batchTimeout',
  'blocks',
  'governance',
  'data',
  'stateDb',
  'couchdb',
  'peerChaincodedev',
  'download',
  'peers',
  'orderers',
  'consensus',
  'channelCapability',
] as const satisfies readonly (keyof NetworkUpOptions)[];

function optionToFlag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

/** Says what cannot be asked of a network that runs already. @throws NetworkError ARGUMENT_INVALID */
export function checkJoinOptions(
  options: NetworkUpOptions,
  isGiven: (name: keyof NetworkUpOptions) => boolean,
): void {
  const { engine, dir, fabricSamples, chaincodeHost } = options;
  if (engine !== 'test-network') {
    if (fabricSamples === undefined && chaincodeHost === undefined) return;
    throw refuse('Leave --fabric-samples and --chaincode-host out, or add --engine test-network.');
  }
  const given = decided.filter((name) => options[name] !== undefined && isGiven(name)).map(optionToFlag);
  if (given.length > 0) {
    throw refuse(`Leave ${given.join(', ')} out: a test network that runs already is joined as it is.`);
  }
  if (existsSync(join(resolve(dir), 'network.sh'))) {
    throw refuse(
      `Choose another folder than ${resolve(dir)} with --dir: that one belongs to the test network.`,
    );
  }
}

/** Joins the test network that runs; its keys and certificates are copied beside the network's mark. */
export async function startOnTestNetwork(options: StartOptions): Promise<EngineNetwork> {
  const { dir, channel, chaincodeHost, signal } = options;
  const host = chaincodeHost === undefined ? {} : { chaincodeHost };
  const directory = options.fabricSamples ?? process.env['FABRIC_SAMPLES'];
  if (directory === undefined || directory === '') {
    throw refuse('Name the folder of fabric-samples: --fabric-samples, or FABRIC_SAMPLES.');
  }
  const network = await joinSamplesNetwork({ directory, channelId: channel, signal, ...host });
  await copyOrganizations(network, join(resolve(dir), 'organizations'));
  return {
    channelId: network.channelId,
    companies: network.companies,
    orderer: network.orderer,
    note: `Joined ${network.kind} of ${network.directory}: it goes on when this command ends.`,
    ...(network.kind === 'test-network' ? { isContained: true } : {}),
    ...host,
    stop: () => network.stop(),
  };
}
