import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { systemClock, NetworkError, findFreePort } from '@kontti/fabric-protocol/base';
import { waitUntilAdministered } from '@kontti/fabric-runner/fabric';
import { readAdministrations, type CompanyAdministration } from '@kontti/fabric-admin/access';
import {
  type ArchiveFiles,
  readStateDatabaseFiles,
  packageChaincode,
  type ChaincodePackage,
} from '@kontti/fabric-admin/packages';
import {
  deployChaincode,
  type DeployingCompany,
  createLifecycleClient,
  type WantedDefinition,
} from '@kontti/fabric-admin/definitions';
import { notReached } from '@kontti/fabric-runner/samples-network';
import { readDefinition, type DefinitionArguments } from './definition-options';
import { findNetwork } from '../control/find-network';
import type { ControlClient } from '../control/client';
import type { Terminal } from '../options/terminal';

export interface ChaincodeDeployOptions extends DefinitionArguments {
  readonly path?: string;
  readonly address?: string;
  readonly dir: string;
  readonly label?: string;
}

interface CompanyPackage {
  readonly administration: CompanyAdministration;
  readonly chaincodePackage: ChaincodePackage;
}

function checkSource({ path, address }: ChaincodeDeployOptions): void {
  if ((path === undefined) !== (address === undefined)) return;
  throw new NetworkError({
    code: 'ARGUMENT_INVALID',
    message: 'Say where the chaincode is: either --path DIR or --address HOST:PORT.',
  });
}

async function readMetadataFiles({ path }: ChaincodeDeployOptions): Promise<ArchiveFiles> {
  return path === undefined ? new Map() : readStateDatabaseFiles(path);
}

/** Where the network runs chaincode so that its peers reach it. @throws NetworkError CHAINCODE_SOURCE_INVALID, NETWORK_ABSENT */
async function readChaincodeHost(directory: string): Promise<string> {
  const { isContained, chaincodeHost } = await (await findNetwork(directory)).status();
  if (chaincodeHost !== undefined) return chaincodeHost;
  if (isContained === true) throw notReached();
  return '127.0.0.1';
}

async function packageForCompanies(
  options: ChaincodeDeployOptions,
  { name, version }: WantedDefinition,
  host: string,
): Promise<readonly CompanyPackage[]> {
  const administrations = await readAdministrations(resolve(options.dir));
  const label = options.label ?? `${name}_${version}`;
  const metadataFiles = await readMetadataFiles(options);
  return Promise.all(
    administrations.map(async (administration) => {
      // Each company has a process of its own, and so an address and a package of its own.
      const address = options.address ?? `${host}:${await findFreePort(host)}`;
      return { administration, chaincodePackage: await packageChaincode({ label, address, metadataFiles }) };
    }),
  );
}

function packagesToIds(packages: readonly CompanyPackage[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    packages.map(({ administration, chaincodePackage }) => [
      administration.target.mspId,
      chaincodePackage.packageId,
    ]),
  );
}

/** Told before anything else happens: a chaincode that runs elsewhere is started with this id. */
function tellPackages(packages: readonly CompanyPackage[], terminal: Terminal): void {
  const mspIdsByPackage = new Map<string, string[]>();
  for (const [mspId, packageId] of Object.entries(packagesToIds(packages))) {
    mspIdsByPackage.set(packageId, [...(mspIdsByPackage.get(packageId) ?? []), mspId]);
  }
  for (const [packageId, mspIds] of mspIdsByPackage) {
    terminal.result({
      text: `package ${packageId} of ${mspIds.join(', ')}`,
      json: { event: 'packaged', packageId, mspIds },
    });
  }
}

async function startProcesses(options: {
  control: ControlClient;
  name: string;
  path: string;
  packages: readonly CompanyPackage[];
}): Promise<void> {
  const { control, name, path, packages } = options;
  await Promise.all(
    packages.map(({ administration, chaincodePackage }) =>
      control.startChaincode({
        name,
        path: resolve(path),
        address: chaincodePackage.connection.address,
        packageId: chaincodePackage.packageId,
        mspId: administration.target.mspId,
      }),
    ),
  );
}

function openClients(packages: readonly CompanyPackage[]): readonly DeployingCompany[] {
  return packages
    .map(({ administration, chaincodePackage }) => {
      const { target, peers, signer } = administration;
      const [client, ...otherPeers] = [target, ...peers.slice(1)].map((peer) =>
        createLifecycleClient({ target: peer, signer, clock: systemClock, randomBytes }),
      );
      return client === undefined ? [] : [{ client, otherPeers, chaincodePackage }];
    })
    .flat();
}

async function administer(
  definition: WantedDefinition,
  packages: readonly CompanyPackage[],
  terminal: Terminal,
): Promise<number> {
  const companies = openClients(packages);
  try {
    return await deployChaincode({
      companies,
      definition,
      onStep: ({ action, mspId }) => {
        terminal.note(`${action} ${mspId}`);
      },
    });
  } finally {
    for (const { client, otherPeers = [] } of companies)
      [client, ...otherPeers].forEach((opened) => opened.close());
  }
}

/** Has the network run the chaincode: the new processes before the commit, without the old ones after it. */
async function administerProcesses(
  options: { definition: WantedDefinition; path: string; dir: string },
  packages: readonly CompanyPackage[],
  terminal: Terminal,
): Promise<number> {
  const { definition, path, dir } = options;
  const { channelId, name } = definition;
  const control = await findNetwork(resolve(dir));
  const { engine, chaincode: running } = await control.status();
  const before = running.filter((chaincode) => chaincode.name === name);
  try {
    await startProcesses({ control, name, path, packages });
    const sequence = await administer(definition, packages, terminal);
    if (engine !== 'devnet') {
      const administrations = packages.map(({ administration }) => administration);
      await waitUntilAdministered({ channelId, chaincodeName: name, administrations });
    }
    await control.endChaincode(before.map(({ packageId }) => packageId));
    return sequence;
  } catch (error) {
    const started = packages.map(({ chaincodePackage }) => chaincodePackage.packageId);
    // What is left running is told by `kontti network status`; the error that counts is the first one.
    await control.endChaincode(started).catch(() => undefined);
    throw error;
  }
}

/**
 * Packages, installs, approves and commits a chaincode on every company of a folder's network. With a path, the network runs
 * one process of the chaincode for each company; with an address, somebody else does, now or later.
 */
export async function chaincodeDeploy(options: ChaincodeDeployOptions, terminal: Terminal): Promise<void> {
  checkSource(options);
  const { path, dir } = options;
  const definition = await readDefinition(options);
  const { name, version, channelId: channel } = definition;
  const host = path === undefined ? '127.0.0.1' : await readChaincodeHost(resolve(dir));
  const packages = await packageForCompanies(options, definition, host);
  tellPackages(packages, terminal);
  const sequence =
    path === undefined
      ? await administer(definition, packages, terminal)
      : await administerProcesses({ definition, path, dir }, packages, terminal);
  terminal.result({
    text: `committed: chaincode ${name} ${version}, sequence ${sequence}, channel ${channel}`,
    json: { event: 'committed', name, version, sequence, channel, packageIds: packagesToIds(packages) },
  });
}
