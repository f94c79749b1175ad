import { writeSync } from 'node:fs';
import { startDevnet } from '../devnet/start-devnet';
import { clientOf } from './gateway-client';
import { KeeperContract } from './keeper-contract';

/**
 * A program that starts a devnet on the data directory of its first argument and submits without end, four at a time, public and private
 * writes in turn. It writes a line once it is ready, and one for each transaction that was reported to it as committed.
 */
async function main(dataDirectory: string): Promise<void> {
  const devnet = await startDevnet({
    dataDirectory,
    companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }],
    batch: { messagesMax: 3, timeoutMs: 20 },
  });
  const report = (line: string): void => {
    writeSync(1, `${line}\n`);
  };
  report('ready');
  await devnet.deployChaincode({
    name: 'keeper',
    contracts: { contracts: [KeeperContract] },
    collections: [
      {
        name: 'secrets',
        policy: "OR('Org1MSP.member')",
        requiredPeerCount: 0,
        maxPeerCount: 1,
        blockToLive: 0,
        memberOnlyRead: true,
      },
    ],
  });
  const client = await clientOf({ devnet, mspId: 'Org1MSP' });
  const submitForever = async (worker: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const key = `k${worker}${count % 5}`;
      const isPrivate = count % 2 === 1;
      const submitted = await client.contract.submitAsync(isPrivate ? 'putPrivate' : 'put', {
        arguments: isPrivate ? ['secrets', key] : [key, `${worker}/${count}`],
        ...(isPrivate ? { transientData: { value: Buffer.from(`${worker}/${count}`) } } : {}),
      });
      const { successful } = await submitted.getStatus();
      if (successful) report(submitted.getTransactionId());
    }
  };
  await Promise.all([0, 1, 2, 3].map(submitForever));
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
