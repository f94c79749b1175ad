import { expect } from 'chai';
import { NetworkError, createManualClock } from '@kontti/fabric-protocol/base';
import { clientOf } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import { startDevnet } from './start-devnet';
import type { Devnet } from './types';

describe('what cuts blocks', () => {
  /** Endorsed and accepted by the orderer, no more. */
  const submit = (client: TestClient, key: string) =>
    client.contract.submitAsync('put', { arguments: [key, 'value'] });
  const dataOf = async (devnet: Devnet, blockNumber: number): Promise<number> =>
    (await devnet.ledger.getBlock(blockNumber))?.block.getData()?.getDataList().length ?? 0;

  describe('a hand', () => {
    let devnet: Devnet;
    let client: TestClient;

    before(async () => {
      const clock = createManualClock({ nowMs: Date.now() });
      devnet = await startKeeperDevnet({ blocks: 'by-hand', batch: { messagesMax: 2 }, clock });
      client = await clientOf({ devnet, mspId: 'Org1MSP' });
    });

    after(async () => {
      client[Symbol.dispose]();
      await devnet.stop();
    });

    it('alone: neither count nor administration takes what waits', async () => {
      const { height } = devnet.ledger;
      const waiting = [];
      for (const key of ['a', 'b', 'c']) waiting.push(await submit(client, key));
      await devnet.deployChaincode({ name: 'other', contracts: { contracts: [KeeperContract] } });
      const administered = devnet.ledger.height;
      expect(administered).to.be.greaterThan(height);
      await devnet.cutBlock();
      expect(devnet.ledger.height).to.equal(administered + 1);
      expect(await dataOf(devnet, administered)).to.equal(3);
      const statuses = await Promise.all(waiting.map((transaction) => transaction.getStatus()));
      expect(statuses.map(({ code, blockNumber }) => [code, Number(blockNumber)])).to.deep.equal(
        Array.from({ length: 3 }, () => [0, administered]),
      );
    });

    it('cuts no empty block', async () => {
      const { height } = devnet.ledger;
      await devnet.cutBlock();
      expect(devnet.ledger.height).to.equal(height);
    });
  });

  it('an interval, at its multiples and only when there is something', async () => {
    const clock = createManualClock({ nowMs: Date.now() });
    await using devnet = await startKeeperDevnet({ blocks: { everyMs: 1_000 }, clock });
    using client = await clientOf({ devnet, mspId: 'Org1MSP' });
    const { height } = devnet.ledger;
    clock.advance(2_400);
    const waiting = await submit(client, 'a');
    clock.advance(599);
    await submit(client, 'b');
    expect(devnet.ledger.height).to.equal(height);
    clock.advance(1);
    expect(Number((await waiting.getStatus()).blockNumber)).to.equal(height);
    expect(await dataOf(devnet, height)).to.equal(2);
    clock.advance(10_000);
    expect(devnet.ledger.height).to.equal(height + 1);
  });

  it('no interval that is none', async () => {
    for (const everyMs of [0, -1, 0.5, NaN, Infinity]) {
      const companies = [{ mspId: 'Org1MSP', domain: 'org1.example.com' }];
      const refusal = await startDevnet({ companies, blocks: { everyMs } }).catch((error: unknown) => error);
      expect(refusal).to.be.instanceOf(NetworkError).with.property('code', 'OPTION_INVALID');
    }
  });
});
