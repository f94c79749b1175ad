import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { codesOf, createTestDefinition, openTestChannel, testChaincode } from '../testing/test-channel';
import type { TestChannel } from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import type { TestTransactionOptions } from '@kontti/fabric-protocol/testing/test-transaction';

const codes = peer.TxValidationCode;

describe('the validation of a block', () => {
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
    channel = await openTestChannel({
      companies: [org1, org2],
      definitions: [
        createTestDefinition({}),
        createTestDefinition({ name: 'other', policy: "OR('Org1MSP.peer')" }),
      ],
    });
  });

  const put = (key: string, value = 'value', namespace = testChaincode) =>
    channel.simulate((simulator) => simulator.putState({ namespace, key, value: Buffer.from(value) }));

  const codeOf = async (bent: Partial<TestTransactionOptions>, results?: Uint8Array) => {
    const written = results ?? (await put('a')).publicBytes;
    const { outcomes } = await channel.commit(channel.transaction(written, bent));
    return outcomes[0]?.code;
  };

  it('takes a well endorsed transaction', async () => {
    expect(await codeOf({})).to.equal(codes.VALID);
    const value = await channel.ledger.getState({ namespace: testChaincode, key: 'a' });
    expect(Buffer.from(value ?? []).toString()).to.equal('value');
  });

  it('writes the codes into the metadata of the block', async () => {
    const { publicBytes } = await put('a');
    const { block } = await channel.commit(
      channel.transaction(publicBytes),
      channel.transaction(publicBytes, { endorsers: [] }),
    );
    const filter = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
    expect([...(filter ?? [])]).to.deep.equal([codes.VALID, codes.ENDORSEMENT_POLICY_FAILURE]);
  });

  it('never throws on malformed bytes', async () => {
    const { outcomes } = await channel.commit(
      Buffer.from([0xff]),
      Buffer.alloc(0),
      Buffer.from([0x0a, 0x01, 0xff]),
    );
    expect(codesOf(outcomes)).to.deep.equal([
      codes.INVALID_OTHER_REASON,
      codes.BAD_COMMON_HEADER,
      codes.BAD_PAYLOAD,
    ]);
  });

  it('refuses a header of an unknown type, epoch or channel', async () => {
    expect(
      await codeOf({ bendChannelHeader: (header) => header.setType(common.HeaderType.MESSAGE) }),
    ).to.equal(codes.BAD_COMMON_HEADER);
    expect(await codeOf({ bendChannelHeader: (header) => header.setEpoch(1) })).to.equal(
      codes.BAD_COMMON_HEADER,
    );
    expect(await codeOf({ bendChannelHeader: (header) => header.setChannelId('another') })).to.equal(
      codes.BAD_CREATOR_SIGNATURE,
    );
  });

  it('refuses configuration after block 0', async () => {
    expect(
      await codeOf({ bendChannelHeader: (header) => header.setType(common.HeaderType.CONFIG) }),
    ).to.equal(codes.INVALID_CONFIG_TRANSACTION);
    expect(
      await codeOf({ bendChannelHeader: (header) => header.setType(common.HeaderType.CONFIG_UPDATE) }),
    ).to.equal(codes.UNSUPPORTED_TX_PAYLOAD);
  });

  it('refuses an empty nonce', async () => {
    expect(await codeOf({ nonce: new Uint8Array() })).to.equal(codes.BAD_COMMON_HEADER);
  });

  it('refuses a creator that is unknown, or whose signature is another', async () => {
    expect(await codeOf({ creator: org3.client })).to.equal(codes.BAD_CREATOR_SIGNATURE);
    expect(
      await codeOf({ bendEnvelope: (envelope) => envelope.setSignature(org1.client.sign(Buffer.of(1))) }),
    ).to.equal(codes.BAD_CREATOR_SIGNATURE);
  });

  it('refuses a transaction id that is not of nonce and creator', async () => {
    expect(await codeOf({ bendChannelHeader: (header) => header.setTxId('0'.repeat(64)) })).to.equal(
      codes.BAD_PROPOSAL_TXID,
    );
  });

  it('refuses another proposal hash, and two actions', async () => {
    expect(
      await codeOf({ bendResponsePayload: (payload) => payload.setProposalHash(Buffer.alloc(32)) }),
    ).to.equal(codes.INVALID_ENDORSER_TRANSACTION);
    const twice = (transaction: peer.Transaction) => {
      transaction.setActionsList([...transaction.getActionsList(), ...transaction.getActionsList()]);
    };
    expect(await codeOf({ bendTransaction: twice })).to.equal(codes.INVALID_ENDORSER_TRANSACTION);
  });

  it('refuses a malformed extension, response payload and read-write set', async () => {
    expect(await codeOf({ bendChannelHeader: (header) => header.setExtension$(Buffer.of(0xff)) })).to.equal(
      codes.BAD_HEADER_EXTENSION,
    );
    expect(
      await codeOf({ bendResponsePayload: (payload) => payload.setExtension$(Buffer.of(0xff)) }),
    ).to.equal(codes.BAD_RESPONSE_PAYLOAD);
    expect(await codeOf({}, Buffer.of(0xff))).to.equal(codes.BAD_RWSET);
  });

  it('refuses a chaincode that is not defined, or named differently', async () => {
    expect(await codeOf({ chaincodeName: 'unknown' })).to.equal(codes.INVALID_CHAINCODE);
    expect(
      await codeOf({ bendChaincodeAction: (action) => action.getChaincodeId()?.setName('other') }),
    ).to.equal(codes.INVALID_CHAINCODE);
    expect(
      await codeOf({ bendChaincodeAction: (action) => action.getChaincodeId()?.setVersion('') }),
    ).to.equal(codes.INVALID_CHAINCODE);
    expect(await codeOf({}, (await put('a', 'value', 'lscc')).publicBytes)).to.equal(codes.INVALID_CHAINCODE);
  });

  it('refuses an event of another chaincode', async () => {
    const event = new peer.ChaincodeEvent();
    event.setChaincodeId('other');
    const bend = (action: peer.ChaincodeAction) => action.setEvents(event.serializeBinary());
    expect(await codeOf({ bendChaincodeAction: bend })).to.equal(codes.INVALID_OTHER_REASON);
  });

  it('refuses a namespace that is named twice', async () => {
    const { publicBytes } = await put('a');
    expect(await codeOf({}, Buffer.concat([publicBytes, publicBytes]))).to.equal(codes.ILLEGAL_WRITESET);
  });

  it('counts only peers, each once, whose signatures are right', async () => {
    expect(await codeOf({ endorsers: [org1.peer] })).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(await codeOf({ endorsers: [org1.peer, org2.client] })).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(await codeOf({ endorsers: [org1.peer, org3.peer] })).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    const swap = (endorsements: peer.Endorsement[]) => {
      endorsements[1]?.setSignature(endorsements[0]?.getSignature_asU8() ?? '');
    };
    expect(await codeOf({ bendEndorsements: swap })).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
  });

  it('checks the policy of each namespace that is written', async () => {
    const { publicBytes } = await put('a', 'value', 'other');
    expect(await codeOf({ chaincodeName: 'other', endorsers: [org1.peer] }, publicBytes)).to.equal(
      codes.VALID,
    );
    expect(await codeOf({ endorsers: [org1.peer] }, publicBytes)).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(await codeOf({}, publicBytes)).to.equal(codes.VALID);
  });

  it('guards _lifecycle by LifecycleEndorsement', async () => {
    const { publicBytes } = await put('a', 'value', '_lifecycle');
    const bent = { chaincodeName: '_lifecycle' };
    expect(await codeOf({ ...bent, endorsers: [org1.peer] }, publicBytes)).to.equal(
      codes.ENDORSEMENT_POLICY_FAILURE,
    );
    expect(await codeOf(bent, publicBytes)).to.equal(codes.VALID);
  });

  it('refuses doubles: of any transaction of the ledger, of valid ones of the block', async () => {
    const { publicBytes } = await put('a');
    const nonce = Buffer.from('nonce');
    const failing = channel.transaction(publicBytes, { nonce, endorsers: [] });
    const first = channel.transaction(publicBytes, { nonce });
    const { outcomes } = await channel.commit(failing, first, first);
    expect(codesOf(outcomes)).to.deep.equal([
      codes.ENDORSEMENT_POLICY_FAILURE,
      codes.VALID,
      codes.DUPLICATE_TXID,
    ]);
    const again = await channel.commit(first);
    expect(codesOf(again.outcomes)).to.deep.equal([codes.DUPLICATE_TXID]);
  });

  it('applies the chaincode policy to a transaction that writes nothing', async () => {
    const { publicBytes } = await channel.simulate(async (simulator) => {
      await simulator.getState({ namespace: testChaincode, key: 'a' });
    });
    expect(await codeOf({ endorsers: [org1.peer] }, publicBytes)).to.equal(codes.ENDORSEMENT_POLICY_FAILURE);
    expect(await codeOf({}, publicBytes)).to.equal(codes.VALID);
  });
});
