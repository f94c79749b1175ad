import type { ChaincodeEvent, CloseableAsyncIterable } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { describeSample } from './describe-sample';
import { createSampleClient, refusalOf, type SampleClient } from './sample-client';
import { useSampleNetwork } from './use-sample-network';

const chaincode = 'token_erc20';

interface Account {
  readonly client: SampleClient;
  readonly id: string;
}

describeSample("token-erc-20's chaincode in JavaScript, unmodified", (samples) => {
  const network = useSampleNetwork({
    samples,
    chaincodes: [{ name: chaincode, path: 'token-erc-20/chaincode-javascript' }],
  });
  let minter: Account;
  let recipient: Account;
  let spender: Account;

  before(async () => {
    const open = async (mspId: string, user: string): Promise<Account> => {
      await network().createUser({ mspId, name: user });
      const client = await createSampleClient({ network: network(), mspId, user, chaincode });
      return { client, id: '' };
    };
    minter = await open('Org1MSP', 'minter');
    recipient = await open('Org2MSP', 'recipient');
    spender = await open('Org1MSP', 'spender');
  });

  async function readId({ client }: Account, name: string): Promise<string> {
    const id = await client.evaluate('ClientAccountID');
    expect(id).to.match(new RegExp(`^x509::/.*CN=${name}@.*::/.*CN=ca\\.`));
    return id;
  }

  async function expectBalances(expected: {
    minter: number;
    recipient: number;
    total: number;
  }): Promise<void> {
    const { client } = spender;
    expect(await minter.client.evaluate('ClientAccountBalance')).to.equal(String(expected.minter));
    expect(await client.evaluate('BalanceOf', minter.id)).to.equal(String(expected.minter));
    expect(await recipient.client.evaluate('ClientAccountBalance')).to.equal(String(expected.recipient));
    expect(await client.evaluate('TotalSupply')).to.equal(String(expected.total));
  }

  it('is set up once, by the first company', async () => {
    expect(await refusalOf(minter.client.evaluate('TokenName'))).to.contain('call Initialize()');
    const options = ['some name', 'some symbol', '2'];
    expect(await refusalOf(recipient.client.submit('Initialize', ...options))).to.contain('not authorized');
    expect(await minter.client.submit('Initialize', ...options)).to.equal('true');
    expect(await refusalOf(minter.client.submit('Initialize', ...options))).to.contain('already set');
    for (const { client } of [minter, recipient]) {
      expect(await client.evaluate('TokenName')).to.equal('some name');
      expect(await client.evaluate('Symbol')).to.equal('some symbol');
      expect(await client.evaluate('Decimals')).to.equal('2');
    }
    minter = { ...minter, id: await readId(minter, 'minter') };
    recipient = { ...recipient, id: await readId(recipient, 'recipient') };
    spender = { ...spender, id: await readId(spender, 'spender') };
  });

  it('mints for the first company alone, and transfers to an account that it opens', async () => {
    expect(await refusalOf(recipient.client.submit('Mint', '1'))).to.contain('not authorized to mint');
    expect(await refusalOf(minter.client.submit('Mint', '0'))).to.contain('must be a positive integer');
    expect(await minter.client.submit('Mint', '5000')).to.equal('true');
    expect(await refusalOf(recipient.client.evaluate('ClientAccountBalance'))).to.contain('does not exist');
    expect(await minter.client.submit('Transfer', recipient.id, '100')).to.equal('true');
    await expectBalances({ minter: 4900, recipient: 100, total: 5000 });
  });

  it('lets a third party spend what it was allowed, and no more', async () => {
    const take = (value: string): Promise<string> =>
      spender.client.submit('TransferFrom', minter.id, recipient.id, value);
    expect(await refusalOf(take('1'))).to.contain('has no allowance');
    expect(await minter.client.submit('Approve', spender.id, '500')).to.equal('true');
    expect(await spender.client.evaluate('Allowance', minter.id, spender.id)).to.equal('500');
    expect(await take('100')).to.equal('true');
    expect(await refusalOf(take('401'))).to.contain('does not have enough allowance');
    expect(await spender.client.evaluate('Allowance', minter.id, spender.id)).to.equal('400');
    await expectBalances({ minter: 4800, recipient: 200, total: 5000 });
  });

  it('refuses what no account has, and burns', async () => {
    const { client } = recipient;
    expect(await refusalOf(client.submit('Transfer', minter.id, '201'))).to.contain('insufficient funds');
    expect(await refusalOf(client.submit('Transfer', minter.id, '-1'))).to.contain('cannot be negative');
    expect(await refusalOf(client.submit('Transfer', recipient.id, '1'))).to.contain('same client account');
    expect(await client.submit('Transfer', minter.id, '50')).to.equal('true');
    expect(await refusalOf(client.submit('Burn', '1'))).to.contain('not authorized');
    expect(await minter.client.submit('Burn', '850')).to.equal('true');
    await expectBalances({ minter: 4000, recipient: 150, total: 4150 });
  });

  it('reported each of these steps as an event', async () => {
    const { gateway } = await network().connect({ mspId: 'Org2MSP', user: 'recipient' });
    const channel = gateway.getNetwork(network().channelId);
    const events = await channel.getChaincodeEvents(chaincode, { startBlock: 0n });
    const nobody = '0x0';
    const expected = [
      { eventName: 'Transfer', from: nobody, to: minter.id, value: 5000 },
      { eventName: 'Transfer', from: minter.id, to: recipient.id, value: 100 },
      { eventName: 'Approval', owner: minter.id, spender: spender.id, value: 500 },
      { eventName: 'Transfer', from: minter.id, to: recipient.id, value: 100 },
      { eventName: 'Transfer', from: recipient.id, to: minter.id, value: 50 },
      { eventName: 'Transfer', from: minter.id, to: nobody, value: 850 },
    ];
    expect(await take(events, expected.length)).to.deep.equal(expected);
  });
});

async function take(events: CloseableAsyncIterable<ChaincodeEvent>, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  try {
    for await (const { eventName, payload } of events) {
      taken.push({ eventName, ...(JSON.parse(Buffer.from(payload).toString()) as object) });
      if (taken.length === count) break;
    }
  } finally {
    events.close();
  }
  return taken;
}
