import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { findTree } from '@kontti/fabric-admin/access';
import { findSamplesFolders, startCommands, type SamplesFolder } from './find-samples-folders';
import { probeTls, type TlsAnswer, type TlsEndpoint } from './probe-tls';
import { readSamplesNetwork, type SamplesNetworkFolder } from './read-samples-network';

interface Answer extends TlsEndpoint {
  readonly answer: TlsAnswer;
}

/** The peers first: people know them better than orderers. */
async function probeNetwork({ companies, orderer }: SamplesNetworkFolder): Promise<readonly Answer[]> {
  const peers = companies.flatMap((company) =>
    company.peers.map((peer) => ({ ...peer, tlsRootPem: company.tlsRootPem })),
  );
  return Promise.all(
    [...peers, orderer].map(async (endpoint) => ({ ...endpoint, answer: await probeTls(endpoint) })),
  );
}

function notRunning({ kind, directory }: SamplesFolder, reason: string): NetworkError {
  const message = `${reason}: start the network with "${startCommands[kind]}" in ${directory}.`;
  return new NetworkError({ code: 'NETWORK_ABSENT', message, details: { kind, directory } });
}

/** What is missing of joining it; undefined when it runs. */
async function explain(network: SamplesNetworkFolder): Promise<NetworkError | undefined> {
  const answers = await probeNetwork(network);
  const foreign = answers.find(({ answer }) => answer === 'foreign');
  if (foreign !== undefined) {
    const { name, endpoint } = foreign;
    const { directory, kind } = network;
    const message = `What listens at ${endpoint} is not ${name} by the certificates in ${network.tree}: stop the other network, or start this one anew with "${startCommands[kind]}" in ${directory}.`;
    return new NetworkError({
      code: 'ORGANIZATION_INVALID',
      message,
      details: { directory, endpoint, name },
    });
  }
  const silent = answers.find(({ answer }) => answer === 'silent');
  return silent && notRunning(network, `Nothing answers at ${silent.endpoint} (${silent.name})`);
}

/** A folder in which nothing was started yet has no certificates. */
async function readStarted(folder: SamplesFolder): Promise<SamplesNetworkFolder | NetworkError> {
  if (!existsSync(join(await findTree(folder.directory), 'peerOrganizations'))) {
    return notRunning(folder, `The folder ${folder.directory} has no certificates of a network that runs`);
  }
  try {
    return await readSamplesNetwork(folder);
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
}

/** Something that answers says more than silence, and where either could be started both are named. */
function chooseFailure(failures: readonly NetworkError[], directory: string): NetworkError {
  const [first, ...others] = failures;
  const foreign = failures.find(({ code }) => code !== 'NETWORK_ABSENT');
  if (foreign !== undefined) return foreign;
  if (first !== undefined && others.length === 0) return first;
  const ways = Object.entries(startCommands).map(([kind, command]) => `"${command}" in ${kind}`);
  const message = `No network of ${directory} runs: start one with ${ways.join(' or ')}.`;
  return new NetworkError({ code: 'NETWORK_ABSENT', message, details: { directory } });
}

/**
 * The network of fabric-samples that runs: its certificates are in its folder, and who answers at its ports has them.
 * @throws NetworkError DIRECTORY_UNUSABLE when there is no such folder, NETWORK_ABSENT when nothing runs, ORGANIZATION_INVALID when
 * something else does
 */
export async function findRunningNetwork(directory: string): Promise<SamplesNetworkFolder> {
  const failures: NetworkError[] = [];
  for (const folder of await findSamplesFolders(directory)) {
    const network = await readStarted(folder);
    const failure = network instanceof NetworkError ? network : await explain(network);
    if (failure === undefined && !(network instanceof NetworkError)) return network;
    if (failure !== undefined) failures.push(failure);
  }
  throw chooseFailure(failures, directory);
}
