import { createHash } from 'node:crypto';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import {
  createTestCollection,
  createTestDefinition,
  openTestChannel,
  testChaincode,
} from '../testing/test-channel';
import type { TestChannel } from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import type { Simulator } from './types';

const codes = peer.TxValidationCode;
const namespace = testChaincode;

describe('private data', () => {
  let org1: TestCompany;
  let org2: TestCompany;
  let channel: TestChannel;

  before(async () => {
    org1 = await createTestCompany('Org1MSP');
    org2 = await createTestCompany('Org2MSP');
  });

  beforeEach(async () => {
    const collections = [
      createTestCollection({ name: 'both', members: "OR('Org1MSP.member', 'Org2MSP.member')" }),
      createTestCollection({ name: 'first', members: "OR('Org1MSP.member')", policy: "OR('Org1MSP.peer')" }),
      createTestCollection({ name: 'brief', members: "OR('Org1MSP.member')", blockToLive: 1 }),
    ];
    channel = await openTestChannel({
      companies: [org1, org2],
      definitions: [createTestDefinition({ collections })],
    });
  });

  const place = (collection: string, key = 'a') => ({ namespace, collection, key });

  const put =
    (collection: string, value = 'secret') =>
    (simulator: Simulator) =>
      simulator.putPrivateData({ ...place(collection), value: Buffer.from(value) });

  const read = async (collection: string, mspId: string) => {
    const simulator = channel.ledger.createSimulator({ txId: 'read', mspId });
    try {
      const value = await simulator.getPrivateData(place(collection));
      return value && Buffer.from(value).toString();
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      simulator.finish();
    }
  };

  const hash = async (collection: string) => {
    const simulator = channel.ledger.createSimulator({ txId: 'hash', mspId: 'Org2MSP' });
    const value = await simulator.getPrivateDataHash(place(collection));
    simulator.finish();
    return value && Buffer.from(value).toString('hex');
  };

  it('reaches the members; all others have its hash', async () => {
    expect(await channel.write(put('both'))).to.equal(codes.VALID);
    expect(await channel.write(put('first'))).to.equal(codes.VALID);
    expect(await read('both', 'Org1MSP')).to.equal('secret');
    expect(await read('both', 'Org2MSP')).to.equal('secret');
    expect(await read('first', 'Org1MSP')).to.equal('secret');
    expect(await read('first', 'Org2MSP')).to.equal('PRIVATE_DATA_UNAVAILABLE');
    expect(await hash('first')).to.equal(createHash('sha256').update('secret').digest('hex'));
  });

  it('is not in the block', async () => {
    await channel.write(put('both', 'a rather secret value'));
    const committed = await channel.ledger.getBlock(1);
    const bytes = Buffer.from(committed?.block.serializeBinary() ?? []);
    expect(bytes.includes('a rather secret value')).to.equal(false);
  });

  it('has the implicit collection of each company', async () => {
    expect(await channel.write(put('_implicit_org_Org2MSP'), { endorsers: [org2.peer] })).to.equal(
      codes.VALID,
    );
    expect(await read('_implicit_org_Org2MSP', 'Org2MSP')).to.equal('secret');
    expect(await read('_implicit_org_Org2MSP', 'Org1MSP')).to.equal('PRIVATE_DATA_UNAVAILABLE');
    expect(await channel.write(put('_implicit_org_Org2MSP'), { endorsers: [org1.peer] })).to.equal(
      codes.ENDORSEMENT_POLICY_FAILURE,
    );
  });

  it('obeys the policy of its collection instead of the policy of the chaincode', async () => {
    expect(await channel.write(put('first'), { endorsers: [org1.peer] })).to.equal(codes.VALID);
    expect(await channel.write(put('first'), { endorsers: [org2.peer] })).to.equal(
      codes.ENDORSEMENT_POLICY_FAILURE,
    );
    expect(await channel.write(put('both'), { endorsers: [org1.peer] })).to.equal(
      codes.ENDORSEMENT_POLICY_FAILURE,
    );
  });

  it('knows no other collections', async () => {
    const simulator = channel.ledger.createSimulator({ txId: 'x', mspId: 'Org1MSP' });
    for (const collection of ['third', '_implicit_org_Org3MSP']) {
      const refused = await simulator.getPrivateData(place(collection)).catch((error: unknown) => error);
      expect(refused).to.have.property('code', 'COLLECTION_UNKNOWN');
    }
    simulator.finish();
  });

  it('is missing where the private writes never came', async () => {
    const { publicBytes } = await channel.simulate(put('both'));
    const { outcomes } = await channel.commit(channel.transaction(publicBytes));
    expect(outcomes[0]?.code).to.equal(codes.VALID);
    expect(await read('both', 'Org1MSP')).to.equal('PRIVATE_DATA_UNAVAILABLE');
  });

  it('is taken only from private writes with the hash that was endorsed', async () => {
    const { publicBytes } = await channel.simulate(put('both', 'true'));
    const forged = await channel.simulate(put('both', 'false'));
    const transaction = channel.transaction(publicBytes);
    channel.ledger.keepPrivateWrites({
      txId: transaction.txId,
      privateBytes: forged.privateBytes ?? Buffer.alloc(0),
    });
    await channel.commit(transaction);
    expect(await read('both', 'Org1MSP')).to.equal('PRIVATE_DATA_UNAVAILABLE');
  });

  it('conflicts like public state', async () => {
    const { publicBytes } = await channel.simulate(async (simulator) => {
      await simulator.getPrivateDataHash(place('both'));
      await simulator.putState({ namespace, key: 'x', value: Buffer.from('x') });
    });
    await channel.write(put('both'));
    const { outcomes } = await channel.commit(channel.transaction(publicBytes));
    expect(outcomes[0]?.code).to.equal(codes.MVCC_READ_CONFLICT);
  });

  it('can be deleted and purged', async () => {
    for (const remove of ['deletePrivateData', 'purgePrivateData'] as const) {
      await channel.write(put('both'));
      expect(await channel.write((simulator) => simulator[remove](place('both')))).to.equal(codes.VALID);
      expect(await read('both', 'Org1MSP')).to.equal(undefined);
      expect(await hash('both')).to.equal(undefined);
    }
  });

  it('expires after the blocks that it may live, unless it is written anew', async () => {
    const next = () =>
      channel.write((simulator) => simulator.putState({ namespace, key: 'x', value: Buffer.from('x') }));
    await channel.write(put('brief'));
    await next();
    expect(await read('brief', 'Org1MSP')).to.equal('secret');
    await next();
    expect(await read('brief', 'Org1MSP')).to.equal(undefined);
    expect(await hash('brief')).to.equal(undefined);
    await channel.write(put('brief'));
    await next();
    await channel.write(put('brief', 'anew'));
    expect(await read('brief', 'Org1MSP')).to.equal('anew');
  });

  it('stays readable when only the policy of its key is set, which then guards it', async () => {
    await channel.write(put('first'));
    const value = textToSignaturePolicy("AND('Org1MSP.peer', 'Org2MSP.peer')").serializeBinary();
    const setPolicy = (simulator: Simulator) =>
      simulator.putPrivateDataMetadata({ ...place('first'), name: 'VALIDATION_PARAMETER', value });
    expect(await channel.write(setPolicy, { endorsers: [org1.peer] })).to.equal(codes.VALID);
    expect(await read('first', 'Org1MSP')).to.equal('secret');
    expect(await channel.write(put('first'), { endorsers: [org1.peer] })).to.equal(
      codes.ENDORSEMENT_POLICY_FAILURE,
    );
    expect(await channel.write(put('first'))).to.equal(codes.VALID);
  });

  it('lists a range for its members in read-only transactions', async () => {
    await channel.write(async (simulator) => {
      for (const key of ['a', 'b', 'c']) {
        await simulator.putPrivateData({ ...place('both', key), value: Buffer.from(key) });
      }
    });
    const simulator = channel.ledger.createSimulator({ txId: 'x', mspId: 'Org2MSP' });
    const range = await simulator.getPrivateDataRange({
      namespace,
      collection: 'both',
      startKey: 'a',
      endKey: 'c',
    });
    expect([(await range.next())?.key, (await range.next())?.key, await range.next()]).to.deep.equal([
      'a',
      'b',
      undefined,
    ]);
    const refused = await put('both')(simulator).catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'QUERY_WITH_WRITES');
    simulator.finish();
  });
});
