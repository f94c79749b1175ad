import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { readAdministrations } from '@kontti/fabric-admin/access';
import {
  type ChaincodeSource,
  deployToCompanies,
  type PackageIds,
  type ProcessStarter,
} from '@kontti/fabric-admin/processes';
import { waitUntilAdministered } from '@kontti/fabric-runner/fabric';
import { notReached } from '@kontti/fabric-runner/samples-network';
import { NetworkError, systemClock } from '@kontti/fabric-protocol/base';
import type { ControlClient, NetworkStatus } from '../control/client';
import { findNetwork } from '../control/find-network';
import type { Terminal } from '../options/terminal';
import { readEnvironment, type EnvironmentArguments } from './chaincode-environment';
import { readDefinition, type DefinitionArguments } from './definition-options';

export interface ChaincodeDeployOptions extends DefinitionArguments, EnvironmentArguments {
  readonly path?: string;
  readonly address?: string;
  readonly dir: string;
  readonly label?: string;
}

/** Where the chaincode runs, and in which network. */
interface Place {
  readonly source: ChaincodeSource;
  readonly processes: ProcessStarter;
  readonly host?: string;
  readonly network?: { readonly control: ControlClient; readonly status: NetworkStatus };
}

/** A container reaches what listens on another address than loopback. @throws NetworkError CHAINCODE_SOURCE_INVALID */
function chooseHost({ isContained, chaincodeHost }: NetworkStatus): { readonly host?: string } {
  if (chaincodeHost !== undefined) return { host: chaincodeHost };
  if (isContained === true) throw notReached();
  return {};
}

/** @throws NetworkError ARGUMENT_INVALID, CHAINCODE_SOURCE_INVALID, NETWORK_ABSENT */
async function readPlace(options: ChaincodeDeployOptions): Promise<Place> {
  const { path, address, dir, env, envFile } = options;
  if (path === undefined && (env ?? envFile) !== undefined) {
    const message = 'An environment is that of a process: --env and --env-file go with --path.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if ((path === undefined) === (address === undefined)) {
    const message = 'Say where the chaincode is: either --path DIR or --address HOST:PORT.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (path === undefined) {
    const nothing = (): Promise<void> => Promise.resolve();
    return { source: { address: address ?? '' }, processes: { start: nothing, end: nothing } };
  }
  const variables = await readEnvironment(options);
  const control = await findNetwork(resolve(dir));
  const status = await control.status();
  return {
    source: { path: resolve(path), env: variables },
    processes: {
      start: (request) => control.startChaincode(request),
      end: (packageIds) => control.endChaincode(packageIds),
    },
    ...chooseHost(status),
    network: { control, status },
  };
}

/** Written before anything else happens: a chaincode that runs elsewhere is started with this id. */
function showPackages(packageIds: PackageIds, terminal: Terminal): void {
  const mspIdsByPackage = new Map<string, string[]>();
  for (const [mspId, packageId] of Object.entries(packageIds)) {
    mspIdsByPackage.set(packageId, [...(mspIdsByPackage.get(packageId) ?? []), mspId]);
  }
  for (const [packageId, mspIds] of mspIdsByPackage) {
    terminal.result({
      text: `package ${packageId} of ${mspIds.join(', ')}`,
      json: { event: 'packaged', packageId, mspIds },
    });
  }
}

/**
 * Packages, installs, approves and commits a chaincode on every company of a folder's network. With a path, the network runs
 * one process of the chaincode for each company; with an address, somebody else does, now or later.
 */
export async function chaincodeDeploy(options: ChaincodeDeployOptions, terminal: Terminal): Promise<void> {
  const { source, processes, host, network } = await readPlace(options);
  const definition = await readDefinition(options);
  const { name, version, channelId: channel } = definition;
  const administrations = await readAdministrations(resolve(options.dir));
  const running = network?.status.chaincode.filter((chaincode) => chaincode.name === name);
  const { sequence, packageIds } = await deployToCompanies({
    ...{ definition, processes, host, label: options.label, clock: systemClock, randomBytes },
    companies: administrations,
    sourceOf: () => source,
    running: running?.filter((chaincode) => chaincode.path === source.path),
    onPackaged: (ids) => {
      showPackages(ids, terminal);
    },
    onStep: ({ action, mspId }) => {
      terminal.note(`${action} ${mspId}`);
    },
  });
  if (network !== undefined) {
    const { control, status } = network;
    if (status.engine !== 'devnet') {
      await waitUntilAdministered({ channelId: channel, chaincodeName: name, administrations });
    }
    const wanted = Object.values(packageIds);
    const older = running?.map(({ packageId }) => packageId).filter((id) => !wanted.includes(id)) ?? [];
    await control.endChaincode(older);
  }
  terminal.result({
    text: `committed: chaincode ${name} ${version}, sequence ${sequence}, channel ${channel}`,
    json: { event: 'committed', name, version, sequence, channel, packageIds },
  });
}
