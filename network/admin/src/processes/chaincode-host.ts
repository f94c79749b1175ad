import { NetworkError } from '@kontti/fabric-protocol/base';
import { memberToAdministration, type NetworkMember } from '../access/administrations';
import type { ProposalSource } from '../access/peer-connection';
import { createChaincodeProcesses, type ProcessRequest } from './chaincode-processes';
import { deployToCompanies } from './deploy-to-companies';
import type { DeployedChaincode, DeployOptions } from './deployment';
import type { PlacedChaincode } from './place-chaincode';

interface ChaincodeHostOptions extends ProposalSource {
  readonly channelId: string;
  /** The network's companies at the moment. */
  readonly companies: () => readonly NetworkMember[];
  /** The address of this machine by which peers reach chaincode that runs here; loopback by default. */
  readonly host?: string | undefined;
}

/** Deploys chaincode for all companies of a network that this program holds, and runs it until the network ends. */
export interface ChaincodeHost {
  /** @throws NetworkError CHAINCODE_SOURCE_INVALID, CHAINCODE_START_FAILED, LIFECYCLE_FAILED */
  deploy(options: DeployOptions): Promise<DeployedChaincode>;
  stop(): Promise<void>;
}

export function createChaincodeHost(options: ChaincodeHostOptions): ChaincodeHost {
  const { channelId, clock, randomBytes, host } = options;
  const processes = createChaincodeProcesses();
  const placed: PlacedChaincode[] = [];

  async function reload(name: string, isWanted: (request: ProcessRequest) => boolean): Promise<void> {
    if ((await processes.restart(isWanted)) > 0) return;
    throw new NetworkError({
      code: 'CHAINCODE_SOURCE_INVALID',
      message: `chaincode ${name} has no process here that could be started anew: deploy it with a path`,
      details: { name },
    });
  }

  return {
    async deploy(deployment) {
      const { name, version = '1.0', sequence, signaturePolicy, collections = [], overrides } = deployment;
      const deployed = await deployToCompanies({
        ...{ clock, randomBytes, processes, host },
        companies: options.companies().map(memberToAdministration),
        sourceOf: (mspId) => overrides?.[mspId] ?? deployment,
        definition: {
          ...{ channelId, name, version, sequence, signaturePolicy, collections },
          initRequired: deployment.initRequired ?? false,
        },
      });
      placed.push(...deployed.placed);
      const { packageIds } = deployed;
      return {
        ...{ name, version, packageIds },
        sequence: deployed.sequence,
        reload: ({ mspId: only } = {}) =>
          reload(
            name,
            ({ mspId, packageId }) =>
              packageIds[mspId] === packageId && (only === undefined || mspId === only),
          ),
        pids: () =>
          Object.fromEntries(
            Object.entries(packageIds).flatMap(([mspId, packageId]) => {
              const pid = processes.pidOf(packageId);
              return pid === undefined ? [] : [[mspId, pid] as const];
            }),
          ),
      };
    },
    async stop() {
      await Promise.all(placed.splice(0).map((chaincode) => chaincode.stop()));
      await processes.stop();
    },
  };
}
