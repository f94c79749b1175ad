import { createHash } from 'node:crypto';
import { common, type peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Devnet } from '@kontti/devnet/devnet';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import { type TestClient, clientOf, submitNow } from '@kontti/devnet/testing/gateway-client';
import { startKeeperDevnet } from '@kontti/devnet/testing/keeper-devnet';
import { openTestChannel, testChaincode } from '@kontti/devnet/testing/test-channel';
import { createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import { decodeBlock, decodeTransaction } from '@kontti/fabric-protocol/decoding';

const seed = Number(process.env['SEED'] ?? 20_260_101);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const collection = '_implicit_org_Org1MSP';

describe('a decoded block', () => {
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

  const blockOf = async (blockNumber: number | bigint) => {
    const found = await devnet.ledger.getBlock(Number(blockNumber));
    if (!found) throw new Error(`no block ${blockNumber}`);
    return decodeBlock(found.block);
  };

  const submit = async (name: string, ...args: string[]) => {
    const { blockNumber } = await submitNow({ devnet, client }, name, ...args);
    const block = await blockOf(blockNumber);
    const [transaction] = block.transactions;
    if (!transaction) throw new Error('an empty block');
    return { block, transaction };
  };

  const setOf = (transaction: { readWriteSet?: readonly { namespace: string }[] }) =>
    transaction.readWriteSet?.find(({ namespace }) => namespace === 'keeper');

  it('holds who asked for what, who endorsed it, and what it wrote', async () => {
    const { block, transaction } = await submit('put', 'a', '{"n":1}');
    const before = await blockOf(block.number - 1);
    expect(block.previousHash).to.equal(before.hash);
    expect(block.isDataIntact).to.equal(true);
    expect(block.time).to.equal(transaction.time);
    expect(block.orderers).to.deep.equal([
      {
        mspId: 'OrdererMSP',
        role: 'orderer',
        subject: block.orderers[0]?.subject,
        isSignatureValid: true,
      },
    ]);
    expect(transaction).to.deep.include({
      txNumber: 0,
      type: 'ENDORSER_TRANSACTION',
      channelId: 'mychannel',
      validation: { code: 0, name: 'VALID' },
      chaincode: {
        name: 'keeper',
        version: '1.0',
        functionName: 'put',
        args: [
          { kind: 'text', value: 'a', bytes: 1 },
          { kind: 'json', value: '{"n":1}', bytes: 7 },
        ],
      },
      event: { name: 'put', payload: { kind: 'text', value: 'a', bytes: 1 } },
      response: { status: 200, message: '', payload: { kind: 'json', value: '{"n":1}', bytes: 7 } },
    });
    expect(transaction.creator?.subject).to.match(/^CN=User1@org1\.example\.com, /);
    expect(transaction.creator).to.deep.include({ mspId: 'Org1MSP', role: 'client', isSignatureValid: true });
    const endorsers = transaction.endorsers.map(
      ({ mspId, role, isSignatureValid }) => `${mspId} ${role} ${isSignatureValid}`,
    );
    expect(endorsers.toSorted()).to.deep.equal(['Org1MSP peer true', 'Org2MSP peer true']);
    expect(setOf(transaction)).to.deep.include({
      writes: [{ key: 'a', value: { kind: 'json', value: '{"n":1}', bytes: 7 }, isDelete: false }],
    });
  });

  it('holds versions, ranges, deletes, policies of keys and hashes of private data', async () => {
    const first = await submit('increment', 'n');
    expect(setOf(first.transaction)).to.deep.include({ reads: [{ key: 'n' }] });
    const second = await submit('increment', 'n');
    const version = { blockNumber: first.block.number, txNumber: 0 };
    expect(setOf(second.transaction)).to.deep.include({ reads: [{ key: 'n', version }] });

    const { transaction: ranged } = await submit('range', 'n', 'o');
    const written = { blockNumber: second.block.number, txNumber: 0 };
    expect(setOf(ranged)).to.deep.include({
      ranges: [{ startKey: 'n', endKey: 'o', isExhausted: true, reads: [{ key: 'n', version: written }] }],
    });
    const { transaction: removed } = await submit('remove', 'n');
    expect(setOf(removed)).to.deep.include({ writes: [{ key: 'n', isDelete: true }] });

    const policy = "OR('Org1MSP.peer', 'Org2MSP.peer')";
    const hex = Buffer.from(textToSignaturePolicy(policy).serializeBinary()).toString('hex');
    const { transaction: guarded } = await submit('setPolicy', 'g', hex);
    expect(setOf(guarded)).to.deep.include({ metadataWrites: [{ key: 'g', policy, entries: {} }] });

    const { transaction: hidden } = await submit('putPrivate', collection, 'secret');
    expect(setOf(hidden)).to.deep.nested.include({
      'collections[0].collection': collection,
      'collections[0].writes': [{ keyHash: sha256('secret'), valueHash: sha256('none'), isDelete: false }],
    });
    const { transaction: purged } = await submit('purgePrivate', collection, 'secret');
    expect(setOf(purged)).to.deep.nested.include({
      'collections[0].writes': [{ keyHash: sha256('secret'), isDelete: true, isPurge: true }],
    });
  });

  it("holds the channel's configuration and the steps of the lifecycle", async () => {
    const { config, type } = (await blockOf(0)).transactions[0] ?? {};
    expect(type).to.equal('CONFIG');
    expect(config).to.deep.include({
      companies: ['Org1MSP', 'Org2MSP'],
      ordererOrganizations: ['OrdererMSP'],
    });
    expect(config?.capabilities.application).to.deep.equal(['V2_5']);
    expect(config?.consensus).to.match(/^[a-z]+$/);
    expect(config?.batch).to.deep.include({ messagesMax: 10, timeout: '2000ms' });
    const steps = [];
    for (let number = 1; number < devnet.ledger.height; number += 1) {
      for (const { lifecycle } of (await blockOf(number)).transactions) if (lifecycle) steps.push(lifecycle);
    }
    const definition = {
      name: 'keeper',
      version: '1.0',
      sequence: 1,
      endorsementPolicy: '/Channel/Application/Endorsement',
      collections: [],
      initRequired: false,
    };
    expect(steps.map(({ action }) => action)).to.deep.equal(['approve', 'approve', 'commit']);
    expect(steps[2]).to.deep.equal({ action: 'commit', ...definition });
    expect(steps[0]?.packageId).to.match(/^keeper_1\.0:[0-9a-f]{64}$/);
  });

  it('can be written as JSON and read back the same', async () => {
    for (let number = 0; number < devnet.ledger.height; number += 1) {
      const block = await blockOf(number);
      expect(JSON.parse(JSON.stringify(block))).to.deep.equal(block);
    }
  });
});

describe('a decoded transaction', () => {
  it('says which signature is not of whom it names', async () => {
    const [org1, org2] = await Promise.all(['Org1MSP', 'Org2MSP'].map(createTestCompany));
    if (!org1 || !org2) throw new Error('no companies');
    const channel = await openTestChannel({ companies: [org1, org2] });
    const { publicBytes } = await channel.simulate((simulator) =>
      simulator.putState({ namespace: testChaincode, key: 'a', value: Buffer.from('v') }),
    );
    const { bytes } = channel.transaction(publicBytes, {
      bendEndorsements: ([first, second]: peer.Endorsement[]) => {
        second?.setSignature(first?.getSignature_asU8() ?? '');
      },
      bendEnvelope: (envelope) => {
        envelope.setSignature(Uint8Array.of(1, 2, 3));
      },
    });
    const { creator, endorsers, validation } = decodeTransaction(bytes, { txNumber: 3, code: 4 });
    expect(creator?.isSignatureValid).to.equal(false);
    expect(endorsers.map(({ isSignatureValid }) => isSignatureValid)).to.deep.equal([true, false]);
    expect(validation).to.deep.equal({ code: 4, name: 'BAD_CREATOR_SIGNATURE' });
  });

  it('is reported as far as its bytes can be read', () => {
    expect(decodeTransaction(new common.Envelope().serializeBinary(), { txNumber: 0 })).to.deep.equal({
      txNumber: 0,
      txId: '',
      channelId: '',
      type: 'MALFORMED',
      endorsers: [],
    });
  });

  it(`never throws, whatever the bytes are (seed ${seed})`, async () => {
    const company = await createTestCompany('Org1MSP');
    const channel = await openTestChannel({ companies: [company] });
    const { publicBytes } = await channel.simulate(async (simulator) => {
      const range = await simulator.getRange({ namespace: testChaincode, startKey: '', endKey: '' });
      await range.next();
      await simulator.putState({ namespace: testChaincode, key: 'a', value: Buffer.from('v') });
    });
    const { bytes } = channel.transaction(publicBytes);
    const bends = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(bends, fc.boolean(), (changes, isCut) => {
        const copy = Buffer.from(bytes);
        for (const [index, byte] of changes) copy[index] = byte;
        const decoded = decodeTransaction(isCut ? copy.subarray(0, changes[0]?.[0]) : copy, {
          txNumber: 0,
          code: 0,
        });
        expect(JSON.parse(JSON.stringify(decoded))).to.deep.equal(decoded);
      }),
      { seed, numRuns: 500 },
    );
  });
});
