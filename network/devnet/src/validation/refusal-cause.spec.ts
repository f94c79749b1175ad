import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import type { Simulator } from '../ledger/types';
import { keyToHash } from '../state/state-reader';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import {
  createTestCollection,
  createTestDefinition,
  openTestChannel,
  testChaincode,
} from '../testing/test-channel';
import type { TestChannel } from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import { validationLimits } from './limits';

const codes = peer.TxValidationCode;
const namespace = testChaincode;
const collection = 'shared';

describe('why a transaction is refused', () => {
  let org1: TestCompany;
  let org2: TestCompany;
  let org3: TestCompany;
  let channel: TestChannel;

  before(async () => {
    [org1, org2, org3] = (await Promise.all(['Org1MSP', 'Org2MSP', 'Org3MSP'].map(createTestCompany))) as [
      TestCompany,
      TestCompany,
      TestCompany,
    ];
  });

  beforeEach(async () => {
    const policy = "OR('Org1MSP.peer', 'Org2MSP.peer')";
    channel = await openTestChannel({
      companies: [org1, org2, org3],
      definitions: [
        createTestDefinition({
          policy,
          collections: [
            createTestCollection({ name: collection, members: policy, policy: "OR('Org2MSP.peer')" }),
          ],
        }),
        createTestDefinition({ name: 'majority' }),
      ],
    });
  });

  const put = (simulator: Simulator, key: string) =>
    simulator.putState({ namespace, key, value: Buffer.from('v') });

  const results = async (run: (simulator: Simulator) => Promise<unknown>) =>
    (await channel.simulate(async (simulator) => void (await run(simulator)))).publicBytes;

  const write = async (...keys: string[]) =>
    channel.transaction(
      await results(async (simulator) => {
        for (const key of keys) await put(simulator, key);
      }),
    );

  const setPolicy = async (key: string, text: string) =>
    channel.transaction(
      await results(async (simulator) => {
        await put(simulator, key);
        const value = textToSignaturePolicy(text).serializeBinary();
        await simulator.putStateMetadata({ namespace, key, name: 'VALIDATION_PARAMETER', value });
      }),
    );

  it('names the key, its policy, and the principals that it has and lacks', async () => {
    const text =
      "AND('Org1MSP.peer', OR('Org2MSP.peer', 'Org3MSP.admin'), OR('Org1MSP.admin', 'Org3MSP.peer'))";
    await channel.commit(await setPolicy('a', text));
    const endorsers = [org1.peer, org3.peer];
    const { outcomes } = await channel.commit(
      channel.transaction(await results((simulator) => put(simulator, 'a')), { endorsers }),
    );
    expect(outcomes[0]?.code).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(outcomes[0]?.cause).to.deep.equal({
      kind: 'policy',
      place: { namespace, key: 'a' },
      policy: text,
      endorsers: ['Org1MSP.peer', 'Org3MSP.peer'],
      satisfied: ["'Org1MSP.peer'", "'Org3MSP.peer'"],
      missing: ["'Org2MSP.peer'", "'Org3MSP.admin'"],
    });
  });

  it('names the collection, or the chaincode with what its policy refers to', async () => {
    const hidden = await results((simulator) =>
      simulator.putPrivateData({ namespace, collection, key: 'a', value: Buffer.from('v') }),
    );
    const other = await results((simulator) =>
      simulator.putState({ namespace: 'majority', key: 'a', value: Buffer.from('v') }),
    );
    const { outcomes } = await channel.commit(
      channel.transaction(hidden, { endorsers: [org1.peer] }),
      channel.transaction(other, { endorsers: [org1.peer] }),
    );
    expect(outcomes[0]?.cause).to.deep.include({
      place: { namespace, collection },
      policy: "OR('Org2MSP.peer')",
      missing: ["'Org2MSP.peer'"],
    });
    expect(outcomes[1]?.cause).to.deep.include({
      place: { namespace: 'majority' },
      policy: '/Channel/Application/Endorsement',
      rule: "OutOf(2, OR('Org1MSP.peer'), OR('Org2MSP.peer'), OR('Org3MSP.peer'))",
      satisfied: ["'Org1MSP.peer'"],
      missing: ["'Org2MSP.peer'", "'Org3MSP.peer'"],
    });
  });

  it('counts an endorser for one principal only', async () => {
    await channel.commit(await setPolicy('a', "AND('Org1MSP.peer', 'Org1MSP.peer')"));
    const { outcomes } = await channel.commit(await write('a'));
    expect(outcomes[0]?.cause).to.deep.include({
      satisfied: ["'Org1MSP.peer'"],
      missing: ["'Org1MSP.peer'"],
    });
  });

  it('names the transaction of the same block that changed the policy of a key', async () => {
    const first = await setPolicy('a', "OR('Org1MSP.peer')");
    const { outcomes } = await channel.commit(await write('b'), first, await write('b', 'a'));
    expect(outcomes[2]?.code).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(outcomes[2]?.cause).to.deep.equal({
      kind: 'policyChanged',
      place: { namespace, key: 'a' },
      winner: { blockNumber: 1, txNumber: 1, txId: first.txId },
    });
  });

  it('names the version that was read, the one that was found and who wrote it', async () => {
    await channel.commit(await write('x', 'a'));
    const reader = channel.transaction(
      await results((simulator) => simulator.getState({ namespace, key: 'a' })),
    );
    const again = channel.transaction(
      await results((simulator) => simulator.getState({ namespace, key: 'a' })),
    );
    const winner = await write('a');
    const read = { blockNumber: 1, txNumber: 0 };
    const found = { blockNumber: 2, txNumber: 0 };
    const cause = {
      kind: 'read',
      place: { namespace, key: 'a' },
      read,
      found,
      winner: { ...found, txId: winner.txId },
    };
    const inBlock = await channel.commit(winner, reader);
    expect(inBlock.outcomes[1]?.cause).to.deep.equal(cause);
    expect((await channel.commit(again)).outcomes[0]?.cause).to.deep.equal(cause);
  });

  it('names who deleted a key that was read, now and in an earlier block', async () => {
    await channel.commit(await write('a'));
    const read = await results((simulator) => simulator.getState({ namespace, key: 'a' }));
    const remove = channel.transaction(
      await results((simulator) => simulator.deleteState({ namespace, key: 'a' })),
    );
    const [inBlock, later] = [channel.transaction(read), channel.transaction(read)];
    const expected = {
      kind: 'read',
      place: { namespace, key: 'a' },
      read: { blockNumber: 1, txNumber: 0 },
      winner: { blockNumber: 2, txNumber: 0, txId: remove.txId },
    };
    expect((await channel.commit(remove, inBlock)).outcomes[1]?.cause).to.deep.equal(expected);
    expect((await channel.commit(later)).outcomes[0]?.cause).to.deep.equal(expected);
  });

  it('names the hash of a private key', async () => {
    const read = await results((simulator) =>
      simulator.getPrivateDataHash({ namespace, collection, key: 'a' }),
    );
    const hidden = await channel.simulate((simulator) =>
      simulator.putPrivateData({ namespace, collection, key: 'a', value: Buffer.from('v') }),
    );
    const winner = channel.transaction(hidden.publicBytes);
    const { outcomes } = await channel.commit(winner, channel.transaction(read));
    expect(outcomes[1]?.cause).to.deep.equal({
      kind: 'read',
      place: { namespace, collection, key: Buffer.from(keyToHash('a'), 'latin1').toString('hex') },
      found: { blockNumber: 1, txNumber: 0 },
      winner: { blockNumber: 1, txNumber: 0, txId: winner.txId },
    });
  });

  it('names the key at which a range changed', async () => {
    await channel.commit(await write('a', 'c'));
    const scan = await results(async (simulator) => {
      const iterator = await simulator.getRange({ namespace, startKey: 'a', endKey: 'd' });
      while (await iterator.next());
      await iterator.close();
    });
    const winner = await write('b');
    const { outcomes } = await channel.commit(winner, channel.transaction(scan));
    expect(outcomes[1]?.code).to.equal(codes.PHANTOM_READ_CONFLICT);
    expect(outcomes[1]?.cause).to.deep.equal({
      kind: 'range',
      namespace,
      startKey: 'a',
      endKey: 'd',
      key: 'b',
      found: { blockNumber: 2, txNumber: 0 },
      winner: { blockNumber: 2, txNumber: 0, txId: winner.txId },
    });
  });

  it('names where the same id is, in the block or before', async () => {
    const once = await write('a');
    const inBlock = await channel.commit(await write('b'), once, once);
    const first = { blockNumber: 1, txNumber: 1, txId: once.txId };
    expect(inBlock.outcomes[2]?.cause).to.deep.equal({ kind: 'duplicate', first });
    expect((await channel.commit(once)).outcomes[0]?.cause).to.deep.equal({ kind: 'duplicate', first });
  });

  it('keeps no more of a long key than its bound', async () => {
    const key = 'k'.repeat(validationLimits.textMax + 1);
    const read = await results((simulator) => simulator.getState({ namespace, key }));
    const { outcomes } = await channel.commit(await write(key), channel.transaction(read));
    expect(outcomes[1]?.cause).to.deep.include({
      place: { namespace, key: 'k'.repeat(validationLimits.textMax) },
    });
  });
});
