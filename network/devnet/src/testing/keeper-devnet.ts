import { startDevnet } from '../devnet/start-devnet';
import type { Devnet, DevnetOptions } from '../devnet/types';
import { KeeperContract } from './keeper-contract';

/** A devnet of two companies with the chaincode `keeper`. */
export async function startKeeperDevnet(options: Partial<DevnetOptions> = {}): Promise<Devnet> {
  const devnet = await startDevnet({
    companies: [
      { mspId: 'Org1MSP', domain: 'org1.example.com' },
      { mspId: 'Org2MSP', domain: 'org2.example.com' },
    ],
    ...options,
  });
  await devnet.deployChaincode({ name: 'keeper', contracts: { contracts: [KeeperContract] } });
  return devnet;
}
