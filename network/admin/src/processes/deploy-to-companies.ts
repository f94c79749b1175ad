import type { IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import { type Clock, NetworkError } from '@kontti/fabric-protocol/base';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import { companySource, runChaincode, type RunningChaincode } from './chaincode-runner';
import { deployChaincode } from '../definitions/deploy-chaincode';
import type { ChaincodeSource, DeployOptions, DeployedChaincode } from './deployment';
import { createLifecycleClient, type LifecycleClient } from '../definitions/lifecycle-client';

/** What the deployment has to know of a company, on whatever network it is. */
export interface DeployingMember {
  readonly mspId: string;
  readonly endpoint: string;
  readonly tlsRootPem: string;
  readonly peerHostAlias: string;
  /** All its peers, the first included; without them it has the one. */
  readonly peers?: readonly { readonly name: string; readonly endpoint: string }[];
  readonly admin: IssuedIdentity;
}

export interface DeployEnvironment {
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly channelId: string;
  readonly companies: readonly DeployingMember[];
  /** The address of this machine by which peers reach chaincode that runs here; loopback by default. */
  readonly chaincodeHost?: string | undefined;
  /** Told of every chaincode that was started here, to be stopped with the network. */
  readonly onStarted: (chaincode: RunningChaincode) => void;
}

/** Companies that run the same code at an address or in this process share it; a process serves one company. */
async function runForCompanies(
  options: DeployOptions & { version: string },
  environment: DeployEnvironment,
): Promise<ReadonlyMap<string, RunningChaincode>> {
  const { name, version } = options;
  const shared = new Map<ChaincodeSource, Promise<RunningChaincode>>();
  const run = (mspId: string): Promise<RunningChaincode> => {
    const source = companySource(options, mspId);
    const started =
      shared.get(source) ??
      runChaincode({ source, name, version, mspId, host: environment.chaincodeHost }).then((chaincode) => {
        environment.onStarted(chaincode);
        return chaincode;
      });
    if (source.path === undefined) {
      shared.set(source, started);
    }
    return started;
  };
  const entries = await Promise.all(
    environment.companies.map(async ({ mspId }) => [mspId, await run(mspId)] as const),
  );
  return new Map(entries);
}

/** @throws NetworkError CHAINCODE_SOURCE_INVALID, CHAINCODE_START_FAILED */
async function reloadAll(options: { name: string; running: readonly RunningChaincode[] }): Promise<void> {
  const { name, running } = options;
  const reloads = running.flatMap(({ reload }) => reload ?? []);
  if (reloads.length === 0) {
    throw new NetworkError({
      code: 'CHAINCODE_SOURCE_INVALID',
      message: `chaincode ${name} has no process here that could be started anew: deploy it with a path`,
      details: { name },
    });
  }
  await Promise.all(reloads.map((reload) => reload()));
}

/** Runs a chaincode and has every company install and approve it, through the companies' own endpoints. */
export async function deployToCompanies(
  options: DeployOptions,
  environment: DeployEnvironment,
): Promise<DeployedChaincode> {
  const { name, version = '1.0' } = options;
  const { channelId, clock, randomBytes } = environment;
  const running = await runForCompanies({ ...options, version }, environment);
  const companies = environment.companies.map((company) => {
    const { mspId, endpoint, tlsRootPem: tlsRootCertPem, peerHostAlias, admin } = company;
    const signer = createSigner(admin);
    const open = (peer: { name: string; endpoint: string }): LifecycleClient =>
      createLifecycleClient({
        target: { mspId, endpoint: peer.endpoint, tlsRootCertPem, hostAlias: peer.name },
        signer,
        clock,
        randomBytes,
      });
    const client = open({ name: peerHostAlias, endpoint });
    const otherPeers = (company.peers ?? []).slice(1).map(open);
    return { client, otherPeers, mspId, chaincode: running.get(mspId) };
  });
  try {
    const sequence = await deployChaincode({
      companies: companies.flatMap(({ client, otherPeers, chaincode }) =>
        chaincode === undefined ? [] : [{ client, otherPeers, chaincodePackage: chaincode.chaincodePackage }],
      ),
      definition: {
        channelId,
        name,
        version,
        sequence: options.sequence,
        signaturePolicy: options.signaturePolicy,
        collections: options.collections ?? [],
        initRequired: options.initRequired ?? false,
      },
    });
    const packageIds = companies.map(
      ({ mspId, chaincode }) => [mspId, chaincode?.chaincodePackage.packageId ?? ''] as const,
    );
    const pids = [...running].flatMap(([mspId, { pid }]) => (pid === undefined ? [] : [{ mspId, pid }]));
    return {
      name,
      version,
      sequence,
      packageIds: Object.fromEntries(packageIds),
      reload: ({ mspId: only } = {}) => {
        const chosen = [...running].filter(([mspId]) => only === undefined || mspId === only);
        return reloadAll({ name, running: [...new Set(chosen.map(([, chaincode]) => chaincode))] });
      },
      pids: () => Object.fromEntries(pids.map(({ mspId, pid }) => [mspId, pid()])),
    };
  } finally {
    for (const { client, otherPeers } of companies) {
      for (const opened of [client, ...otherPeers]) opened.close();
    }
  }
}
