import { sealCollections } from '@kontti/model';
import { startDevnet, type Devnet, type Fault } from '@kontti/devnet';
import type { DeployedChaincode } from '@kontti/fabric-admin';
import { dirname } from 'node:path';
import { chaincodeVictims } from './chaincode-victims';
import { runDrill, type Victim } from './drill';

const mspIds = ['Org1MSP', 'Org2MSP'] as const;

/** Something that a fault takes away until it ends. */
function faultToVictim(name: string, begin: () => Promise<Fault>): Victim {
  let fault: Fault | undefined;
  return {
    name,
    isSpare: false,
    kill: async () => {
      fault = await begin();
    },
    restart: async () => {
      await fault?.end();
    },
  };
}

function toVictims(devnet: Devnet, deployed: DeployedChaincode): readonly Victim[] {
  const { faults } = devnet;
  return [
    ...mspIds.map((mspId) => faultToVictim(`peer of ${mspId}`, () => faults.companyDown({ mspId }))),
    faultToVictim('orderer', () => faults.ordererDown({ losesPending: true })),
    ...chaincodeVictims(deployed),
  ];
}

describe('crashes under load, on the devnet', () => {
  let devnet: Devnet;

  before(async () => {
    devnet = await startDevnet({
      companies: mspIds.map((mspId) => ({ mspId, domain: `${mspId.slice(0, 4).toLowerCase()}.example.com` })),
      batch: { messagesMax: 10, timeoutMs: 20 },
    });
  });

  after(() => devnet.stop());

  it('lose and double nothing that was reported, and clients and streams go on', async () => {
    const deployed = await devnet.deployChaincode({
      name: 'kontti',
      path: dirname(require.resolve('@kontti/chaincode/package.json')),
      collections: [...sealCollections(mspIds)],
    });
    const { channelId, companies } = devnet;
    const victims = toVictims(devnet, deployed);
    // What the orderer accepted and forgot is sent again after this time.
    const timeouts = { commitStatusMs: 1_000 };
    const drill = { channelId, companies, peers: companies, victims, timeouts };
    console.log(
      `      devnet: ${await runDrill({ ...drill, workers: 4, submitsBetween: 8, submitsMax: 20_000 })}`,
    );
  });
});
