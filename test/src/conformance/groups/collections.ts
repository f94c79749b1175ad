import type { CollectionConfig } from '@kontti/fabric-admin';
import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';
import { ScriptContract } from '@kontti/devnet/testing/script-contract';
import type { Stage } from '../stage';

const anyOf = (...numbers: number[]): string => `OR(${numbers.map((n) => `'Org${n}MSP.member'`).join(', ')})`;

export const collections: readonly CollectionConfig[] = [
  { name: 'ours', policy: anyOf(1, 2), memberOnlyRead: true, memberOnlyWrite: true },
  { name: 'seal', policy: anyOf(2), endorsementPolicy: { signaturePolicy: "OR('Org2MSP.peer')" } },
  { name: 'open', policy: anyOf(1, 2, 3), maxPeerCount: 2, blockToLive: 3 },
  { name: 'plain', policy: anyOf(1, 2) },
];

export const keeperContracts = { contracts: [KeeperContract, ScriptContract] };

/** The chaincode that does whatever a scenario needs, under two names. */
export async function deployKeepers(stage: Stage): Promise<void> {
  for (const name of ['keeper', 'second']) {
    await stage.network.deployChaincode({ name, contracts: keeperContracts, collections });
  }
}
