import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { blockHeaderHash } from '@kontti/fabric-protocol/envelopes';
import { createChannelPolicies } from '@kontti/fabric-protocol/policy';
import { codesOf, openTestChannel, testChaincode } from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import { openChannelLedger } from './channel-ledger';
import { createDiskStore } from '../state/store';

const codes = peer.TxValidationCode;
const namespace = testChaincode;

describe('a ledger on disk', () => {
  let company: TestCompany;
  let folder: string;

  before(async () => {
    company = await createTestCompany('Org1MSP');
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-ledger-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const open = () => openTestChannel({ companies: [company], store: createDiskStore({ location: folder }) });

  it('goes on where it was closed', async () => {
    const first = await open();
    const { publicBytes } = await first.simulate(async (simulator) => {
      await simulator.getState({ namespace, key: 'a' });
      await simulator.putState({ namespace, key: 'a', value: Buffer.from('value') });
    });
    const transaction = first.transaction(publicBytes);
    const rejected = first.transaction(publicBytes, { endorsers: [] });
    await first.commit(transaction, rejected);
    const chain = first.ledger.chainInfo();
    await first.ledger.close();

    const second = await open();
    expect(second.ledger.height).to.equal(2);
    expect(second.ledger.chainInfo()).to.deep.equal(chain);
    expect(Buffer.from((await second.ledger.getState({ namespace, key: 'a' })) ?? []).toString()).to.equal(
      'value',
    );
    const found = await second.ledger.getTransaction(transaction.txId);
    expect(found).to.include({ code: codes.VALID, blockNumber: 1, txNumber: 0 });
    expect(Buffer.compare(found?.envelope.serializeBinary() ?? Buffer.alloc(0), transaction.bytes)).to.equal(
      0,
    );
    expect(await second.ledger.getTransaction(rejected.txId)).to.include({
      code: codes.ENDORSEMENT_POLICY_FAILURE,
    });
    const again = await second.commit(transaction, second.transaction(publicBytes));
    expect(codesOf(again.outcomes)).to.deep.equal([codes.DUPLICATE_TXID, codes.MVCC_READ_CONFLICT]);
    expect(again.outcomes[1]?.reason).to.contain(transaction.txId);
    await second.ledger.close();
  });

  it('gives blocks back as they were committed', async () => {
    const first = await open();
    const { publicBytes } = await first.simulate((simulator) =>
      simulator.putState({ namespace, key: 'a', value: Buffer.from('value') }),
    );
    const committed = await first.commit(first.transaction(publicBytes), Buffer.from([0xff]));
    const bytes = committed.block.serializeBinary();
    await first.ledger.close();

    const second = await open();
    const header = committed.block.getHeader();
    const found = await second.ledger.getBlockByHash(header ? blockHeaderHash(header) : Buffer.alloc(0));
    expect(Buffer.compare(found?.block.serializeBinary() ?? Buffer.alloc(0), bytes)).to.equal(0);
    expect(found?.outcomes).to.deep.equal(committed.outcomes);
    expect(await second.ledger.getBlock(2)).to.equal(undefined);
    await second.ledger.close();
  });

  it('refuses the store of another channel', async () => {
    const first = await open();
    await first.ledger.close();
    const { mspManager } = first;
    const refused = await openChannelLedger({
      channelId: 'another',
      store: createDiskStore({ location: folder }),
      definitions: () => Promise.resolve(undefined),
      mspManager,
      channelPolicies: createChannelPolicies({ mspManager }),
    }).catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'LEDGER_CORRUPT');
  });

  it('refuses blocks that do not continue the chain', async () => {
    const channel = await open();
    const genesis = await channel.ledger.getBlock(0);
    if (!genesis) throw new Error('There is no block 0.');
    const refused = await channel.ledger.commit(genesis.block).catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'BLOCK_UNEXPECTED');
    expect(channel.ledger.height).to.equal(1);
    await channel.ledger.close();
  });

  it('calls its listeners with each block, in order, until they leave', async () => {
    const channel = await open();
    const seen: number[] = [];
    const leave = channel.ledger.onCommit(({ block }) => seen.push(block.getHeader()?.getNumber() ?? -1));
    await channel.commit();
    await channel.commit();
    leave();
    await channel.commit();
    expect(seen).to.deep.equal([1, 2]);
    await channel.ledger.close();
  });
});
