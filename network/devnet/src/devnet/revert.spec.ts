import { status } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { clientOf, submitNow, textOf, type TestClient } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import type { Devnet } from './types';

const secrets = {
  name: 'secrets',
  policy: "OR('Org1MSP.member')",
  requiredPeerCount: 0,
  maxPeerCount: 1,
  blockToLive: 0,
  memberOnlyRead: true,
};

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error as { code?: unknown }).code,
  );
}

describe('a devnet that is reverted', () => {
  let devnet: Devnet;
  let client: TestClient;

  beforeEach(async () => {
    devnet = await startKeeperDevnet({ batch: { messagesMax: 100, timeoutMs: 60_000 } });
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
  });

  afterEach(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  const put = (key: string, value: string): Promise<{ code: number }> =>
    submitNow({ devnet, client }, 'put', key, value);
  const ask = async (name: string, ...args: string[]): Promise<string> =>
    textOf(await client.contract.evaluateTransaction(name, ...args));

  it('has the height, state, history and chain of the snapshot, and goes on from there', async () => {
    await put('a', '1');
    const chain = { ...devnet.ledger.chainInfo() };
    const id = await devnet.snapshot();
    await put('a', '2');
    await put('b', '3');
    await devnet.revert(id);
    expect(devnet.ledger.chainInfo()).to.deep.equal(chain);
    expect(await devnet.ledger.getBlock(chain.height)).to.equal(undefined);
    expect([await ask('get', 'a'), await ask('get', 'b'), await ask('history', 'a')]).to.deep.equal([
      '1',
      '',
      '["1"]',
    ]);
    expect((await put('a', '4')).code).to.equal(peer.TxValidationCode.VALID);
    expect(await ask('history', 'a')).to.equal('["4","1"]');
    await devnet.revert(id);
    expect(await ask('get', 'a')).to.equal('1');
  });

  it('has the definitions, packages and private data of the snapshot', async () => {
    const id = await devnet.snapshot('before');
    const before = await devnet.installedPackageId({ mspId: 'Org2MSP', name: 'keeper' });
    const contracts = { contracts: [KeeperContract] };
    await devnet.deployChaincode({ name: 'keeper', version: '2.0', contracts, collections: [secrets] });
    await submitNow({ devnet, client, endorsers: ['Org1MSP'] }, 'putPrivate', 'secrets', 'k');
    await devnet.deployChaincode({ name: 'other', contracts });
    await devnet.revert(id);
    expect(await devnet.installedPackageId({ mspId: 'Org2MSP', name: 'keeper' })).to.equal(before);
    expect(await devnet.installedPackageId({ mspId: 'Org2MSP', name: 'other' })).to.equal(undefined);
    expect(await ask('get', 'a')).to.equal('');
    expect(
      (await devnet.deployChaincode({ name: 'keeper', contracts, collections: [secrets] })).sequence,
    ).to.equal(2);
    expect(await ask('getPrivate', 'secrets', 'k')).to.equal('');
  });

  it('forgets what waits in the orderer, which may be submitted again', async () => {
    const id = await devnet.snapshot();
    const proposal = client.contract.newProposal('put', { arguments: ['a', 'waiting'] });
    const transaction = await proposal.endorse();
    await transaction.submit();
    await devnet.revert(id);
    await devnet.cutBlock();
    expect(await ask('get', 'a')).to.equal('');
    const submitted = await transaction.submit();
    await devnet.cutBlock();
    expect((await submitted.getStatus()).code).to.equal(peer.TxValidationCode.VALID);
    expect(await ask('get', 'a')).to.equal('waiting');
  });

  it('ends the calls and streams that run with ABORTED, and serves new ones', async () => {
    const id = await devnet.snapshot();
    const submitted = await client.contract.submitAsync('put', { arguments: ['a', 'waiting'] });
    using events = await client.network.getChaincodeEvents('keeper');
    using blocks = await client.network.getBlockEvents();
    using filtered = await client.network.getFilteredBlockEvents();
    const next = [events, blocks, filtered].map((stream) => {
      const iterator: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
      return codeOf(iterator.next());
    });
    const waiting = [codeOf(submitted.getStatus()), ...next];
    // Only then do all of them wait at the peer.
    await ask('get', 'a');
    await devnet.revert(id);
    expect(await Promise.all(waiting)).to.deep.equal(waiting.map(() => status.ABORTED));
    using again = await client.network.getChaincodeEvents('keeper');
    await put('a', '1');
    for await (const event of again) {
      expect(textOf(event.payload)).to.equal('a');
      break;
    }
  });

  it('refuses a snapshot that is none, and goes on', async () => {
    const submitted = await client.contract.submitAsync('put', { arguments: ['a', '1'] });
    expect(await codeOf(devnet.revert('none'))).to.equal('SNAPSHOT_UNKNOWN');
    await devnet.cutBlock();
    expect((await submitted.getStatus()).successful).to.equal(true);
  });
});
