import { findCompany } from '@kontti/fabric-protocol/base';
import type { Faults } from '../faults/types';
import { createChaincodeHost } from '@kontti/fabric-admin/processes';
import { createChecks } from './checks';
import type { NodeEnvironment } from './company-node';
import type { CompanyPeer, SharedServices } from './company-peer';
import type { GrpcServer } from './grpc-server';
import type { InstalledPackages } from './installed-packages';
import { createSnapshots } from './reverting';
import { traceTransaction } from './trace';
import type { Devnet, DevnetCompany, OrdererEndpoint } from './types';

interface RunningDevnetOptions {
  readonly environment: NodeEnvironment;
  readonly companies: readonly DevnetCompany[];
  readonly orderer: OrdererEndpoint;
  readonly servers: readonly GrpcServer[];
  readonly peers: readonly CompanyPeer[];
  readonly shared: SharedServices;
  /** Called last. */
  readonly onStopped: () => Promise<void>;
  readonly faults: Faults;
  readonly packages: InstalledPackages;
}

/** The handle of a network whose endpoints already serve. */
export function createRunningDevnet(options: RunningDevnetOptions): Devnet {
  const { environment, companies, servers, peers, shared, faults } = options;
  const { core, orderer, commits } = shared;
  const { channelId, ledger } = core.channel;
  const chaincode = createChaincodeHost({ ...environment, channelId, companies: () => companies });
  let stopped: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    await Promise.all(servers.map((server) => server.stop()));
    await orderer.stop();
    commits.close();
    for (const { support } of peers) {
      support.close();
    }
    await chaincode.stop();
    await core.close();
    await options.onStopped();
  }

  function stop(): Promise<void> {
    stopped ??= stopAll();
    return stopped;
  }

  const { mspId, endpoint, hostAlias, tlsRootPem } = options.orderer;
  return {
    channelId,
    companies,
    orderer: { mspId, endpoint, hostAlias, tlsRootPem },
    ledger,
    faults,
    company: (mspId) => findCompany(companies, mspId),
    deployChaincode: async (deployment) => {
      const relax = orderer.hurry();
      try {
        return await chaincode.deploy(deployment);
      } finally {
        relax();
      }
    },
    installedPackageId: async ({ mspId, name }) => {
      const definition = await core.definitions.definition(name);
      return definition && (await core.definitions.installed({ mspId, definition }))?.packageId;
    },
    cutBlock: () => orderer.cutBlock(),
    trace: (transaction) => traceTransaction(ledger, transaction),
    ...createSnapshots({ core, orderer, calls: shared.calls, packages: options.packages }),
    ...createChecks({ environment, companies, peers, shared }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
