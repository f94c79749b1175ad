import { setTimeout as delay } from 'node:timers/promises';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { approveOnce } from './company-deployment';
import type { ChaincodePackage } from '../packages/chaincode-package';
import { optionsToDefinition, type DefinitionOptions } from './definition-messages';
import type { LifecycleClient } from './lifecycle-client';
import { readinessPolling } from './limits';
import { isSameDefinition } from './same-definition';

interface DeployingCompany {
  readonly client: LifecycleClient;
  /** The company's other peers, which install the same package. */
  readonly otherPeers?: readonly LifecycleClient[];
  /** What the company installs and runs; companies may run different packages under one definition. */
  readonly chaincodePackage: Pick<ChaincodePackage, 'packageId' | 'bytes'>;
}

export interface DeployChaincodeOptions {
  /** Every company of the channel that shall endorse; the first one commits. */
  readonly companies: readonly DeployingCompany[];
  /** Without a sequence it is the next one. */
  readonly definition: Omit<DefinitionOptions, 'sequence'> & { readonly sequence?: number | undefined };
  readonly onStep?: (step: DeployStep) => void;
}

interface DeployStep {
  readonly action: 'installed' | 'approved' | 'committed';
  readonly mspId: string;
}

/** True when a company's peers and its approval are just what is asked for. */
async function isDeployed(
  { client, otherPeers = [], chaincodePackage: { packageId } }: DeployingCompany,
  definition: DefinitionOptions,
): Promise<boolean> {
  const installed = await Promise.all([client, ...otherPeers].map((peer) => peer.queryInstalled()));
  if (!installed.every((packages) => packages.some((each) => each.packageId === packageId))) return false;
  return (await client.queryApprovedPackageId(definition)) === packageId;
}

/** The sequence of a deployment that has been done already, to the very package of each company; undefined when it is none. */
async function findDeployed(
  { companies, definition: wanted }: DeployChaincodeOptions,
  client: LifecycleClient,
): Promise<number | undefined> {
  const { sequence: said, ...rest } = wanted;
  const committed = await client.queryCommitted(wanted);
  const sequence = said ?? committed?.sequence;
  if (committed === undefined || sequence !== committed.sequence) return undefined;
  const definition = { ...rest, sequence };
  if (!isSameDefinition(committed, optionsToDefinition(definition))) return undefined;
  const deployed = await Promise.all(companies.map((company) => isDeployed(company, definition)));
  return deployed.every(Boolean) ? sequence : undefined;
}

async function nextSequence(options: DeployChaincodeOptions, client: LifecycleClient): Promise<number> {
  const { channelId, name, sequence } = options.definition;
  if (sequence !== undefined) return sequence;
  return ((await client.queryCommitted({ channelId, name }))?.sequence ?? 0) + 1;
}

/** Settles when the company's peer has seen the approvals: peers follow one another by a block or so. */
async function waitForApprovals(options: {
  client: LifecycleClient;
  definition: DefinitionOptions;
  mspIds: readonly string[];
}): Promise<void> {
  const { client, definition, mspIds } = options;
  for (let attempt = 0; attempt < readinessPolling.attemptsMax; attempt += 1) {
    const approvals = await client.checkCommitReadiness(definition);
    if (mspIds.every((mspId) => approvals.get(mspId) === true)) return;
    await delay(readinessPolling.intervalMs);
  }
  throw new NetworkError({
    code: 'LIFECYCLE_FAILED',
    message: `${client.mspId}'s peer does not see the approvals of ${mspIds.join(', ')}: check that it is in sync.`,
    details: { stage: 'approvals', mspId: client.mspId },
  });
}

/**
 * Installs on every company's peer, approves for every company and commits: the whole of `peer lifecycle chaincode`.
 * Returns the committed sequence. A repeat after a failure goes on where that one stopped, and one of what is there changes nothing.
 * @throws NetworkError LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID
 */
export async function deployChaincode(options: DeployChaincodeOptions): Promise<number> {
  const { companies, onStep = () => undefined } = options;
  const [committer] = companies;
  if (committer === undefined) {
    throw new NetworkError({ code: 'LIFECYCLE_FAILED', message: 'No company takes part in the deployment.' });
  }
  const present = await findDeployed(options, committer.client);
  if (present !== undefined) return present;
  const sequence = await nextSequence(options, committer.client);
  const definition: DefinitionOptions = { ...options.definition, sequence };
  const mspIds = companies.map(({ client }) => client.mspId);
  await Promise.all(
    companies.map(async ({ client, otherPeers = [], chaincodePackage }) => {
      await Promise.all([client, ...otherPeers].map((peer) => peer.install(chaincodePackage)));
      onStep({ action: 'installed', mspId: client.mspId });
    }),
  );
  await Promise.all(
    companies.map(async ({ client, chaincodePackage: { packageId } }) => {
      await approveOnce(client, { ...definition, packageId });
      onStep({ action: 'approved', mspId: client.mspId });
    }),
  );
  // The gateway that commits may ask any of the peers.
  await Promise.all(
    companies
      .flatMap(({ client, otherPeers = [] }) => [client, ...otherPeers])
      .map((client) => waitForApprovals({ client, definition, mspIds })),
  );
  await committer.client.commit(definition);
  onStep({ action: 'committed', mspId: committer.client.mspId });
  return sequence;
}
