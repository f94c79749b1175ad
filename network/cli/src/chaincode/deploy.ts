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
import { readEnvironment, type EnvironmentArguments } from './chaincode-environment';
import { readDefinition, type DefinitionArguments } from './definition-options';
import { findNetwork } from '../control/find-network';
import type { ControlClient, NetworkStatus } from '../control/client';
import type { Terminal } from '../terminal';

export interface ChaincodeDeployOptions extends DefinitionArguments, EnvironmentArguments {
  readonly path?: string;
  readonly address?: string;
  readonly dir: string;
  readonly label?: string;
}

interface CompanyPackage {
  readonly administration: CompanyAdministration;
  readonly chaincodePackage: ChaincodePackage;
}

function checkSource({ path, address, env, envFile }: ChaincodeDeployOptions): void {
  if (path === undefined && (env ?? envFile) !== undefined) {
    const message = 'An environment is that of a process: --env and --env-file go with --path.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if ((path === undefined) !== (address === undefined)) return;
  throw new NetworkError({
    code: 'ARGUMENT_INVALID',
    message: 'Say where the chaincode is: either --path DIR or --address HOST:PORT.',
  });
}

async function readMetadataFiles({ path }: ChaincodeDeployOptions): Promise<ArchiveFiles> {
  return path === undefined ? new Map() : readStateDatabaseFiles(path);
}

type Running = NetworkStatus['chaincode'];

/** What the folder's network runs, where it shall run this too. */
async function readRunning({ path, dir, name }: ChaincodeDeployOptions): Promise<Running> {
  if (path === undefined) return [];
  const { chaincode } = await (await findNetwork(resolve(dir))).status();
  return chaincode.filter((each) => each.name === name && each.path === resolve(path));
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
  { host, running }: { host: string; running: Running },
): Promise<readonly CompanyPackage[]> {
  const administrations = await readAdministrations(resolve(options.dir));
  const label = options.label ?? `${name}_${version}`;
  const metadataFiles = await readMetadataFiles(options);
  return Promise.all(
    administrations.map(async (administration) => {
      // Each company has a process of its own, and so an address and a package of its own.
      const { mspId } = administration.target;
      const before = running.find((each) => each.mspId === mspId);
      // The same chaincode at the same address is the same package: then nothing has to be agreed on anew.
      const same = before && (await packageChaincode({ label, address: before.address, metadataFiles }));
      if (same?.packageId === before?.packageId && same !== undefined)
        return { administration, chaincodePackage: same };
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

interface ProcessDeployment {
  readonly definition: WantedDefinition;
  readonly path: string;
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
}

async function startProcesses(options: {
  control: ControlClient;
  deployment: ProcessDeployment;
  packages: readonly CompanyPackage[];
}): Promise<void> {
  const { control, packages } = options;
  const { definition, path, env } = options.deployment;
  const { name } = definition;
  await Promise.all(
    packages.map(({ administration, chaincodePackage }) =>
      control.startChaincode({
        name,
        path: resolve(path),
        address: chaincodePackage.connection.address,
        packageId: chaincodePackage.packageId,
        mspId: administration.target.mspId,
        env,
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
  deployment: ProcessDeployment,
  packages: readonly CompanyPackage[],
  terminal: Terminal,
): Promise<number> {
  const { definition, dir } = deployment;
  const { channelId, name } = definition;
  const control = await findNetwork(resolve(dir));
  const { engine, chaincode: running } = await control.status();
  const wanted = packages.map(({ chaincodePackage }) => chaincodePackage.packageId);
  // Those of the same package make way first: they listen at its address, and may be of yesterday's code.
  await control.endChaincode(wanted);
  const before = running
    .filter((chaincode) => chaincode.name === name && !wanted.includes(chaincode.packageId))
    .map(({ packageId }) => packageId);
  try {
    await startProcesses({ control, deployment, packages });
    const sequence = await administer(definition, packages, terminal);
    if (engine !== 'devnet') {
      const administrations = packages.map(({ administration }) => administration);
      await waitUntilAdministered({ channelId, chaincodeName: name, administrations });
    }
    await control.endChaincode(before);
    return sequence;
  } catch (error) {
    // What is left running is told by `kontti network status`; the error that counts is the first one.
    const added = wanted.filter((packageId) => !running.some((each) => each.packageId === packageId));
    await control.endChaincode(added).catch(() => undefined);
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
  const env = path === undefined ? {} : await readEnvironment(options);
  const running = await readRunning(options);
  const packages = await packageForCompanies(options, definition, { host, running });
  tellPackages(packages, terminal);
  const sequence =
    path === undefined
      ? await administer(definition, packages, terminal)
      : await administerProcesses({ definition, path, dir, env }, packages, terminal);
  terminal.result({
    text: `committed: chaincode ${name} ${version}, sequence ${sequence}, channel ${channel}`,
    json: { event: 'committed', name, version, sequence, channel, packageIds: packagesToIds(packages) },
  });
}
