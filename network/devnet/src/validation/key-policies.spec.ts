import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import type { Simulator } from '../ledger/types';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import { codesOf, createTestDefinition, openTestChannel, testChaincode } from '../testing/test-channel';
import type { TestChannel } from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';

const codes = peer.TxValidationCode;
const namespace = testChaincode;
const name = 'VALIDATION_PARAMETER';

describe('policies of keys', () => {
  let org1: TestCompany;
  let org2: TestCompany;
  let channel: TestChannel;

  before(async () => {
    org1 = await createTestCompany('Org1MSP');
    org2 = await createTestCompany('Org2MSP');
  });

  beforeEach(async () => {
    channel = await openTestChannel({
      companies: [org1, org2],
      definitions: [createTestDefinition({ policy: "OR('Org1MSP.peer', 'Org2MSP.peer')" })],
    });
  });

  const put = (simulator: Simulator, key: string, value = 'v') =>
    simulator.putState({ namespace, key, value: Buffer.from(value) });

  const setPolicy = (simulator: Simulator, key: string, text: string) =>
    simulator.putStateMetadata({
      namespace,
      key,
      name,
      value: textToSignaturePolicy(text).serializeBinary(),
    });

  const putWithPolicy = (text: string) =>
    channel.write(async (simulator) => {
      await put(simulator, 'a');
      await setPolicy(simulator, 'a', text);
    });

  it('replace the policy of the chaincode for their key', async () => {
    expect(await putWithPolicy("AND('Org1MSP.peer', 'Org2MSP.peer')")).to.equal(codes.VALID);
    const write = (simulator: Simulator) => put(simulator, 'a', 'w');
    expect(await channel.write(write, { endorsers: [org1.peer] })).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(await channel.write(write)).to.equal(codes.VALID);
    // A value keeps the policy that was set before.
    expect(await channel.write(write, { endorsers: [org1.peer] })).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(await channel.write((simulator) => put(simulator, 'b'), { endorsers: [org1.peer] })).to.equal(
      codes.VALID,
    );
  });

  it('guard themselves', async () => {
    await putWithPolicy("OR('Org2MSP.peer')");
    const seize = (simulator: Simulator) => setPolicy(simulator, 'a', "OR('Org1MSP.peer')");
    expect(await channel.write(seize, { endorsers: [org1.peer] })).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(await channel.write(seize, { endorsers: [org2.peer] })).to.equal(codes.VALID);
    expect(await channel.write((simulator) => put(simulator, 'a'), { endorsers: [org1.peer] })).to.equal(
      codes.VALID,
    );
  });

  it('go with their key when it is deleted', async () => {
    await putWithPolicy("OR('Org2MSP.peer')");
    await channel.write((simulator) => simulator.deleteState({ namespace, key: 'a' }));
    expect(await channel.write((simulator) => put(simulator, 'a'), { endorsers: [org1.peer] })).to.equal(
      codes.VALID,
    );
  });

  it('do nothing without a key, and change its version with it', async () => {
    const setOnly = (simulator: Simulator) => setPolicy(simulator, 'a', "OR('Org2MSP.peer')");
    expect(await channel.write(setOnly)).to.equal(codes.VALID);
    expect(await channel.write((simulator) => put(simulator, 'a'), { endorsers: [org1.peer] })).to.equal(
      codes.VALID,
    );
    const { publicBytes } = await channel.simulate(async (simulator) => {
      await simulator.getState({ namespace, key: 'a' });
      await put(simulator, 'b');
    });
    expect(await channel.write(setOnly)).to.equal(codes.VALID);
    expect(codesOf((await channel.commit(channel.transaction(publicBytes))).outcomes)).to.deep.equal([
      codes.MVCC_READ_CONFLICT,
    ]);
  });

  it('make later writers of their key in the same block fail, even when the one that set them fails later', async () => {
    const setting = await channel.simulate(async (simulator) => {
      await simulator.getState({ namespace, key: 'a' });
      await put(simulator, 'a');
      await setPolicy(simulator, 'a', "OR('Org1MSP.peer')");
    });
    const writing = await channel.simulate((simulator) => put(simulator, 'a'));
    const first = await channel.commit(
      channel.transaction(setting.publicBytes),
      channel.transaction(writing.publicBytes),
    );
    expect(codesOf(first.outcomes)).to.deep.equal([codes.VALID, codes.ENDORSEMENT_POLICY_FAILURE]);
    const second = await channel.commit(
      channel.transaction(setting.publicBytes),
      channel.transaction(writing.publicBytes),
    );
    expect(codesOf(second.outcomes)).to.deep.equal([
      codes.MVCC_READ_CONFLICT,
      codes.ENDORSEMENT_POLICY_FAILURE,
    ]);
  });

  it('do not count when the one that set them was not endorsed', async () => {
    const setting = await channel.simulate((simulator) => setPolicy(simulator, 'a', "OR('Org1MSP.peer')"));
    const writing = await channel.simulate((simulator) => put(simulator, 'a'));
    const { outcomes } = await channel.commit(
      channel.transaction(setting.publicBytes, { endorsers: [] }),
      channel.transaction(writing.publicBytes),
    );
    expect(codesOf(outcomes)).to.deep.equal([codes.ENDORSEMENT_POLICY_FAILURE, codes.VALID]);
  });

  it('are refused alone on a key that the block deleted: a real peer would stop', async () => {
    await channel.write((simulator) => put(simulator, 'a'));
    const deleting = await channel.simulate((simulator) => simulator.deleteState({ namespace, key: 'a' }));
    const setting = await channel.simulate((simulator) => setPolicy(simulator, 'a', "OR('Org1MSP.peer')"));
    const { outcomes } = await channel.commit(
      channel.transaction(deleting.publicBytes),
      channel.transaction(setting.publicBytes),
    );
    expect(codesOf(outcomes)).to.deep.equal([codes.VALID, codes.INVALID_OTHER_REASON]);
    expect(await channel.write((simulator) => put(simulator, 'a'))).to.equal(codes.VALID);
  });

  it('that are no policies are refused: a real peer would stop', async () => {
    await channel.write(async (simulator) => {
      await put(simulator, 'a');
      await simulator.putStateMetadata({ namespace, key: 'a', name, value: Buffer.from([0xff, 0xff]) });
    });
    expect(await channel.write((simulator) => put(simulator, 'a'))).to.equal(codes.INVALID_OTHER_REASON);
  });

  it('are reported to the gateway with what a simulation touched', async () => {
    await putWithPolicy("OR('Org2MSP.peer')");
    const simulator = channel.ledger.createSimulator({ txId: 'x', mspId: 'Org1MSP' });
    await put(simulator, 'a');
    await simulator.getState({ namespace: 'other', key: 'a' });
    const { touched } = simulator.finish();
    const policy = textToSignaturePolicy("OR('Org2MSP.peer')").serializeBinary();
    expect(touched.map((touch) => touch.namespace)).to.deep.equal([namespace, 'other']);
    expect(touched[0]).to.deep.include({ writesPublic: true, writesKeysWithoutPolicy: false });
    expect(Buffer.compare(touched[0]?.keyPolicies[0] ?? Buffer.alloc(0), policy)).to.equal(0);
    expect(touched[1]).to.deep.include({ writesPublic: false, keyPolicies: [] });
  });
});
