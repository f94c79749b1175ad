import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { type TestClient, clientOf, submitNow } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import type { Devnet } from './types';

describe('the trace of a transaction', () => {
  let devnet: Devnet;
  let client: TestClient;

  before(async () => {
    devnet = await startKeeperDevnet();
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
  });

  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof NetworkError)) throw new Error('no NetworkError');
    return error.code;
  };

  it('names the key of a conflict and the transaction that won, by id and by place', async () => {
    await submitNow({ devnet, client }, 'increment', 'n');
    const { contract } = client;
    const [first, second] = [
      await contract.newProposal('increment', { arguments: ['n'] }).endorse(),
      await contract.newProposal('increment', { arguments: ['n'] }).endorse(),
    ];
    const [winner, loser] = [await first.submit(), await second.submit()];
    await devnet.cutBlock();
    const { blockNumber } = await loser.getStatus();
    const height = { blockNumber: Number(blockNumber), txNumber: 0 };

    const trace = await devnet.trace(loser.getTransactionId());
    expect(trace.transaction.validation?.name).to.equal('MVCC_READ_CONFLICT');
    expect(trace.cause).to.deep.equal({
      kind: 'read',
      place: { namespace: 'keeper', key: 'n' },
      read: { blockNumber: height.blockNumber - 1, txNumber: 0 },
      found: height,
      winner: { ...height, txId: winner.getTransactionId() },
    });
    expect(trace.reason).to.contain(winner.getTransactionId());
    expect(await devnet.trace({ blockNumber: trace.blockNumber, txNumber: 1 })).to.deep.equal(trace);

    const won = await devnet.trace(winner.getTransactionId());
    expect(won).to.have.all.keys('blockNumber', 'transaction');
    expect(won.transaction.endorsers).to.have.length(2);
  });

  it('is refused for what is in no block', async () => {
    expect(await codeOf(devnet.trace('ab'.repeat(32)))).to.equal('TRANSACTION_UNKNOWN');
    expect(await codeOf(devnet.trace({ blockNumber: 0, txNumber: 1 }))).to.equal('TRANSACTION_UNKNOWN');
    expect(await codeOf(devnet.trace({ blockNumber: 99, txNumber: 0 }))).to.equal('TRANSACTION_UNKNOWN');
  });
});
