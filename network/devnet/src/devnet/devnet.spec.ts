import { expect } from 'chai';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { KeeperContract } from '../testing/keeper-contract';
import { clientOf, submitNow, textOf } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import type { Devnet } from './types';

describe('devnet with the official gateway client', () => {
  let devnet: Devnet;
  let client: TestClient;

  before(async () => {
    devnet = await startKeeperDevnet();
    client = await clientOf({ devnet, mspId: 'Org1MSP', attributes: { role: 'operator' } });
  });

  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  const submit = (name: string, ...args: string[]): ReturnType<typeof submitNow> =>
    submitNow({ devnet, client }, name, ...args);
  const evaluate = async (name: string, ...args: string[]): Promise<string> =>
    textOf(await client.contract.evaluateTransaction(name, ...args));

  it('commits a transaction that another company reads', async () => {
    const { result, code } = await submit('put', 'colour', 'blue');
    expect([result, code]).to.deep.equal(['blue', StatusCode.VALID]);
    using other = await clientOf({ devnet, mspId: 'Org2MSP' });
    expect(textOf(await other.contract.evaluateTransaction('get', 'colour'))).to.equal('blue');
  });

  it('shows the chaincode who calls, with attributes', async () => {
    expect(await evaluate('who')).to.equal('["Org1MSP","operator"]');
  });

  it('reads a range of more records than fit one message', async () => {
    await submit('putMany', 'many/', '250');
    const keys = JSON.parse(await evaluate('range', 'many/', 'many0')) as string[];
    expect(keys).to.have.length(250);
    expect([keys[0], keys[249]]).to.deep.equal(['many/0000', 'many/0249']);
  });

  it('reads pages with bookmarks', async () => {
    await submit('putMany', 'page/', '5');
    const first = JSON.parse(await evaluate('page', 'page/', '3', '')) as {
      keys: string[];
      bookmark: string;
    };
    expect(first.keys).to.deep.equal(['page/0000', 'page/0001', 'page/0002']);
    expect(first.bookmark).to.equal('page/0003');
  });

  it('shows the history of a key, newest first', async () => {
    await submit('put', 'past', 'a');
    await submit('put', 'past', 'b');
    await submit('remove', 'past');
    expect(JSON.parse(await evaluate('history', 'past'))).to.deep.equal(['(deleted)', 'b', 'a']);
  });

  it('delivers chaincode events from a block on', async () => {
    const { blockNumber } = await submit('put', 'eventful', '1');
    const events = await client.network.getChaincodeEvents('keeper', { startBlock: blockNumber });
    try {
      for await (const event of events) {
        expect([event.eventName, textOf(event.payload), event.blockNumber]).to.deep.equal([
          'put',
          'eventful',
          blockNumber,
        ]);
        break;
      }
    } finally {
      events.close();
    }
  });

  it('resumes chaincode events after a transaction', async () => {
    const first = await client.contract.submitAsync('put', { arguments: ['resume', '1'] });
    const second = await client.contract.submitAsync('put', { arguments: ['resumed', '2'] });
    await devnet.cutBlock();
    await Promise.all([first.getStatus(), second.getStatus()]);
    const events = await client.network.getChaincodeEvents('keeper', {
      startBlock: 0n,
      checkpoint: {
        getBlockNumber: () => undefined,
        getTransactionId: () => first.getTransactionId(),
      },
    });
    try {
      for await (const event of events) {
        expect(event.transactionId).to.equal(second.getTransactionId());
        break;
      }
    } finally {
      events.close();
    }
  });

  it('delivers whole and filtered blocks, and waits for the next', async () => {
    const blocks = await client.network.getBlockEvents({ startBlock: 0n });
    const filtered = await client.network.getFilteredBlockEvents();
    try {
      let number = 0;
      for await (const block of blocks) {
        expect(block.getHeader()?.getNumber()).to.equal(number);
        number += 1;
        if (number === devnet.ledger.height) {
          break;
        }
      }
      const next = filtered[Symbol.asyncIterator]().next();
      const { blockNumber } = await submit('put', 'filtered', '1');
      const { value } = (await next) as { value: { getNumber(): number } };
      expect(BigInt(value.getNumber())).to.equal(blockNumber);
    } finally {
      blocks.close();
      filtered.close();
    }
  });

  it('answers questions about blocks and transactions by qscc', async () => {
    const submitted = await client.contract.submitAsync('put', { arguments: ['asked', '1'] });
    await devnet.cutBlock();
    await submitted.getStatus();
    const qscc = client.network.getContract('qscc');
    const info = await qscc.evaluateTransaction('GetChainInfo', devnet.channelId);
    const transaction = await qscc.evaluateTransaction(
      'GetTransactionByID',
      devnet.channelId,
      submitted.getTransactionId(),
    );
    expect(info.length).to.be.greaterThan(0);
    expect(Buffer.from(transaction).includes('asked')).to.equal(true);
  });

  it('calls another chaincode of the channel in the same transaction', async () => {
    await devnet.deployChaincode({ name: 'second', contracts: { contracts: [KeeperContract] } });
    using second = await clientOf({ devnet, mspId: 'Org1MSP', chaincode: 'second' });
    await submitNow({ devnet, client: second }, 'put', 'inner', 'treasure');
    expect(await evaluate('call', 'second', devnet.channelId, 'get', 'inner')).to.equal('treasure');
  });

  it('lets one of two conflicting transactions win', async () => {
    const both = await Promise.all(
      [1, 2].map(() => client.contract.submitAsync('increment', { arguments: ['counter'] })),
    );
    await devnet.cutBlock();
    const codes = (await Promise.all(both.map((submitted) => submitted.getStatus()))).map(({ code }) => code);
    expect(codes.sort((a, b) => a - b)).to.deep.equal([StatusCode.VALID, StatusCode.MVCC_READ_CONFLICT]);
  });

  it('upgrades a chaincode to the next sequence', async () => {
    const deployed = await devnet.deployChaincode({
      name: 'keeper',
      version: '2.0',
      contracts: { contracts: [KeeperContract] },
    });
    expect(deployed.sequence).to.equal(2);
    expect(await evaluate('get', 'colour')).to.equal('blue');
  });
});
