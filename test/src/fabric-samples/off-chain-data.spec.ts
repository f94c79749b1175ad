import { expect } from 'chai';
import { decodeBlock, type DecodedTransaction } from '@kontti/fabric-protocol';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeSample } from './describe-sample';
import type { Running } from './programs';
import { createSampleClient, type SampleClient } from './sample-client';
import type { SampleNetwork } from './sample-network';
import { useSampleNetwork } from './use-sample-network';

/** A line of the sample's store. */
interface Stored {
  readonly channelName: string;
  readonly namespace: string;
  readonly key: string;
  readonly isDelete: boolean;
  readonly value: string;
}

/** What the sample makes of valid writes before a block; it skips those of system chaincodes. */
async function readLedger(network: SampleNetwork, endBlock: bigint): Promise<Stored[]> {
  const { gateway } = await network.connect({ mspId: 'Org2MSP', user: 'Admin' });
  const blocks = await gateway.getNetwork(network.channelId).getBlockEvents({ startBlock: 0n });
  const stored: Stored[] = [];
  try {
    for await (const block of blocks) {
      const { number, transactions } = decodeBlock(block);
      if (BigInt(number) >= endBlock) break;
      stored.push(...transactions.flatMap((transaction) => toStored(network.channelId, transaction)));
    }
  } finally {
    blocks.close();
  }
  return stored;
}

function toStored(channelName: string, { validation, readWriteSet = [] }: DecodedTransaction): Stored[] {
  return (validation?.code === 0 ? readWriteSet : [])
    .filter(({ namespace }) => namespace === 'basic')
    .flatMap(({ namespace, writes }) =>
      writes.map(({ key, isDelete, value }) => ({
        ...{ channelName, namespace, key, isDelete },
        value: value?.value ?? '',
      })),
    );
}

/** Waits until a program has written a line. @throws Error when it ends before */
async function waitForLine(running: Running, line: string): Promise<void> {
  while ((await running.nextLine()) !== line);
}

describeSample(
  "off_chain_data, application in TypeScript, with asset-transfer-basic's chaincode, unmodified",
  (samples) => {
    const network = useSampleNetwork({
      samples,
      chaincodes: [{ name: 'basic', path: 'asset-transfer-basic/chaincode-typescript' }],
    });
    let client: SampleClient;
    let env: Readonly<Record<string, string>>;
    let run: Awaited<ReturnType<SampleNetwork['place']>>;

    before(async () => {
      client = await createSampleClient({ network: network(), mspId: 'Org1MSP', chaincode: 'basic' });
      run = await network().place('off_chain_data/application-typescript');
      const { folder, peerName, endpoint, mspId } = network().company('Org1MSP');
      const msp = join(folder, 'users', 'User1@org1.example.com', 'msp');
      env = {
        ...{ CHANNEL_NAME: network().channelId, CHAINCODE_NAME: 'basic', MSP_ID: mspId, CRYPTO_PATH: folder },
        ...{ PEER_ENDPOINT: endpoint, PEER_HOST_ALIAS: peerName },
        KEY_DIRECTORY_PATH: join(msp, 'keystore'),
        CERT_PATH: join(msp, 'signcerts', 'User1@org1.example.com-cert.pem'),
        TLS_CERT_PATH: join(folder, 'peers', peerName, 'tls', 'ca.crt'),
        CHECKPOINT_FILE: join(folder, 'checkpoint.json'),
        STORE_FILE: join(folder, 'store.log'),
      };
    });

    async function runToEnd(
      args: readonly string[],
      more: Readonly<Record<string, string>> = {},
    ): Promise<string> {
      const { exitCode, output, errors } = await run({ args, env: { ...env, ...more } }).ended;
      expect(exitCode, `${output}\n${errors}`).to.equal(0);
      return output;
    }

    async function readStore(): Promise<Stored[]> {
      const text = await readFile(env['STORE_FILE'] ?? '', 'utf8');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Stored);
    }

    /** Listens until all that was committed so far is in the store; the block that shows it may be stored or not. */
    async function listen(): Promise<bigint> {
      const listener = run({ args: ['listen'], env });
      const commit = await client.contract.submitAsync('CreateAsset', {
        arguments: ['end', 'red', '1', 'nobody', '1'],
      });
      const { blockNumber, successful } = await commit.getStatus();
      expect(successful).to.equal(true);
      await waitForLine(listener, `Received block ${blockNumber}`);
      listener.child.kill();
      await listener.ended;
      return blockNumber;
    }

    it('fails and goes on where it was, so that its store has each write of the ledger once and in order', async () => {
      const output = await runToEnd(['transact']);
      expect(output.match(/^Created asset/gm)).to.have.length(10);
      const listed = JSON.parse(await runToEnd(['getAllAssets'])) as { ID: string }[];
      const failed = await runToEnd(['listen'], { SIMULATED_FAILURE_COUNT: '5' });
      expect(failed).to.contain('Simulated write failure');
      expect(await readStore()).to.have.length(5);

      const endBlock = await listen();
      const ledger = await readLedger(network(), endBlock);
      const store = await readStore();
      expect(store.slice(0, ledger.length)).to.deep.equal(ledger);
      expect(store.slice(ledger.length).map(({ key }) => key)).to.satisfy(
        (keys: string[]) => keys.length === 0 || keys.join() === 'end',
      );

      const state = new Map(ledger.map(({ key, isDelete, value }) => [key, isDelete ? undefined : value]));
      const kept = [...state.values()].filter((value) => value !== undefined);
      expect(kept.map((value) => JSON.parse(value) as { ID: string })).to.have.deep.members(listed);
    });
  },
);
