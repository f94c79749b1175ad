import { randomBytes } from 'node:crypto';
import { systemClock, NetworkError, findFreePort } from '@kontti/fabric-protocol/base';
import { waitUntilEndorsed } from '../fabric/readiness';
import {
  createChaincodeHost,
  type DeployOptions,
  type DeployedChaincode,
} from '@kontti/fabric-admin/processes';
import { connectPeer, memberToAdministration, readLifecycleGovernance } from '@kontti/fabric-admin/access';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { findRunningNetwork } from './find-running-network';
import { startCommands, type SamplesKind } from './find-samples-folders';
import type { SamplesCompany, SamplesNetworkFolder } from './read-samples-network';

/** Which network of fabric-samples is joined, and how its peers reach chaincode. */
export interface JoinSamplesNetworkOptions {
  /** The folder of fabric-samples, or of one of its test networks. */
  readonly directory: string;
  /** `mychannel` by default. */
  readonly channelId?: string;
  /** An address of this machine by which peers in containers reach it; chaincode that is started here listens there. Loopback by default. */
  readonly chaincodeHost?: string;
  /** Ends the wait for peers that have not found one another, without an error. */
  readonly signal?: AbortSignal;
}

/** A network that fabric-samples' own scripts started and stop. */
export interface SamplesNetwork extends AsyncDisposable {
  /** Which of fabric-samples' networks it is. */
  readonly kind: SamplesKind;
  /** Where its scripts are. */
  readonly directory: string;
  /** Its tree of keys and certificates. */
  readonly tree: string;
  /** Name of the channel that was joined. */
  readonly channelId: string;
  /** The companies whose folders its tree holds. */
  readonly companies: readonly SamplesCompany[];
  /** host:port of its first orderer. */
  readonly orderer: string;
  /** The company of an MSP id. @throws NetworkError COMPANY_UNKNOWN */
  company(mspId: string): SamplesCompany;
  /**
   * Settles when the definition is committed and every peer endorses; the chaincode runs here, in one process for each company, which all its
   * peers share.
   * @throws NetworkError CHAINCODE_SOURCE_INVALID, also for peers in Docker without `chaincodeHost`; CHAINCODE_START_FAILED, PACKAGE_INVALID,
   * LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID, FABRIC_NOT_READY
   */
  deployChaincode(options: DeployOptions): Promise<DeployedChaincode>;
  /** Stops the chaincodes that were deployed here; the network itself goes on. */
  stop(): Promise<void>;
}

/** Says in time that the peers are of another channel: gossip would be waited for in vain. @throws NetworkError NETWORK_ABSENT */
async function checkChannel(network: SamplesNetworkFolder, channelId: string): Promise<void> {
  const { kind, directory, companies } = network;
  for (const administration of companies.map(memberToAdministration)) {
    for (const target of administration.peers) {
      const connection = connectPeer({ ...administration, target, clock: systemClock, randomBytes });
      try {
        await readLifecycleGovernance(connection, channelId);
      } catch (cause) {
        const message = `The peer at ${target.endpoint} has no channel ${channelId}: name the channel with --channel, or start the network anew with "${startCommands[kind]}" in ${directory}.`;
        throw new NetworkError({
          code: 'NETWORK_ABSENT',
          message,
          details: { channelId, directory },
          cause,
        });
      } finally {
        connection.close();
      }
    }
  }
}

function findCompany(companies: readonly SamplesCompany[], mspId: string): SamplesCompany {
  const found = companies.find((company) => company.mspId === mspId);
  if (found !== undefined) return found;
  const mspIds = companies.map((company) => company.mspId);
  const message = `The network has no company ${mspId}: it has ${mspIds.join(', ')}.`;
  throw new NetworkError({ code: 'COMPANY_UNKNOWN', message, details: { mspId, mspIds } });
}

/** Why peers in containers cannot run what this process would start. */
export function notReached(): NetworkError {
  const message =
    'Peers in Docker do not reach a chaincode on 127.0.0.1 of this machine: join the network with --chaincode-host, or run the chaincode where they reach it and deploy it with --address.';
  return new NetworkError({ code: 'CHAINCODE_SOURCE_INVALID', message });
}

/** @throws NetworkError OPTION_INVALID */
async function checkHost(host: string): Promise<void> {
  try {
    await findFreePort(host);
  } catch (cause) {
    const message = `${host} is no address of this machine: name one with --chaincode-host by which the peers' containers reach it.`;
    throw new NetworkError({ code: 'OPTION_INVALID', message, details: { host }, cause });
  }
}

/** A container's 127.0.0.1 is its own. @throws NetworkError CHAINCODE_SOURCE_INVALID */
function checkReachable({ kind }: SamplesNetworkFolder, deployment: DeployOptions): void {
  const sources = [deployment, ...Object.values(deployment.overrides ?? {})];
  if (kind !== 'test-network' || sources.every(({ address }) => address !== undefined)) return;
  throw notReached();
}

/**
 * Joins the test network that runs in a folder of fabric-samples, and returns once its peers know one another.
 * @example
 * await using network = await joinSamplesNetwork({ directory: 'fabric-samples' });
 * await network.deployChaincode({ name: 'basic', address: '172.17.0.1:9999' });
 * @throws NetworkError DIRECTORY_UNUSABLE, NETWORK_ABSENT, ORGANIZATION_INVALID, FABRIC_NOT_READY; OPTION_INVALID for `chaincodeHost`
 */
export async function joinSamplesNetwork(options: JoinSamplesNetworkOptions): Promise<SamplesNetwork> {
  const { channelId = 'mychannel', chaincodeHost, signal } = options;
  if (chaincodeHost !== undefined) await checkHost(chaincodeHost);
  const network = await findRunningNetwork(options.directory);
  const { kind, directory, tree, companies, orderer } = network;
  await checkChannel(network, channelId);
  const waiting = { channelId, companies, ...(signal === undefined ? {} : { signal }) };
  await waitUntilEndorsed({ ...waiting, chaincodeName: lifecycleNamespace });
  const host = createChaincodeHost({
    ...{ channelId, randomBytes, clock: systemClock, host: chaincodeHost },
    companies: () => companies,
  });
  return {
    ...{ kind, directory, tree, channelId, companies },
    orderer: orderer.endpoint,
    company: (mspId) => findCompany(companies, mspId),
    async deployChaincode(deployment) {
      if (chaincodeHost === undefined) checkReachable(network, deployment);
      const deployed = await host.deploy(deployment);
      await waitUntilEndorsed({ channelId, companies, chaincodeName: deployment.name });
      return deployed;
    },
    stop: () => host.stop(),
    [Symbol.asyncDispose]: () => host.stop(),
  };
}
