import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import {
  blockToConfigEnvelope,
  openEnvelope,
  openEnvelopeBytes,
  payloadToChaincodeActions,
  responseToChaincodeAction,
} from './open-envelope';

/** No message of any type: a field that says it is longer than the bytes are. */
const malformed = Uint8Array.of(0x0a, 0x7f);

function envelopeOf(options: {
  readonly type?: number;
  readonly channelHeader?: Uint8Array;
  readonly data?: Uint8Array;
}): common.Envelope {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(options.type ?? common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setTxId('id');
  const header = new common.Header();
  header.setChannelHeader(options.channelHeader ?? channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(options.data ?? new Uint8Array());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope;
}

function blockOf(envelope: common.Envelope): common.Block {
  const data = new common.BlockData();
  data.addData(envelope.serializeBinary());
  const block = new common.Block();
  block.setData(data);
  return block;
}

function transactionOf(...actions: readonly (Uint8Array | 'unendorsed')[]): Uint8Array {
  const transaction = new peer.Transaction();
  for (const response of actions) {
    const payload = new peer.ChaincodeActionPayload();
    if (response !== 'unendorsed') {
      const endorsed = new peer.ChaincodeEndorsedAction();
      endorsed.setProposalResponsePayload(response);
      payload.setAction(endorsed);
    }
    const action = new peer.TransactionAction();
    action.setPayload(payload.serializeBinary());
    transaction.addActions(action);
  }
  return transaction.serializeBinary();
}

function responseOf(event: string): Uint8Array {
  const action = new peer.ChaincodeAction();
  action.setEvents(Buffer.from(event));
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(action.serializeBinary());
  return response.serializeBinary();
}

function actionsOf(data: Uint8Array): readonly string[] | undefined {
  const { payload } = openEnvelope(envelopeOf({ data }));
  const actions = payload && payloadToChaincodeActions(payload);
  return actions?.map((action) => Buffer.from(action.getEvents_asU8()).toString());
}

describe('opening an envelope', () => {
  it('goes as far as its bytes can be read', () => {
    const whole = openEnvelope(envelopeOf({}));
    expect(whole.channelHeader?.getTxId()).to.equal('id');
    const headless = openEnvelope(envelopeOf({ channelHeader: malformed }));
    expect([headless.header !== undefined, headless.channelHeader]).to.deep.equal([true, undefined]);
    const empty = new common.Envelope();
    empty.setPayload(malformed);
    expect(openEnvelope(empty)).to.deep.equal({
      ...{ payload: undefined, header: undefined, channelHeader: undefined, signatureHeader: undefined },
    });
    expect(openEnvelopeBytes(malformed)).to.equal(undefined);
  });

  it('gives what was executed in each endorsed action, or nothing when one is malformed', () => {
    expect(actionsOf(transactionOf(responseOf('a'), 'unendorsed', responseOf('b')))).to.deep.equal([
      'a',
      'b',
    ]);
    expect(actionsOf(transactionOf())).to.deep.equal([]);
    expect(actionsOf(transactionOf(responseOf('a'), malformed))).to.equal(undefined);
    expect(actionsOf(malformed)).to.equal(undefined);
    expect(responseToChaincodeAction(malformed)).to.equal(undefined);
  });

  it('gives the configuration of a configuration block, and of no other', () => {
    const config = new common.Config();
    config.setSequence(7);
    const configEnvelope = new common.ConfigEnvelope();
    configEnvelope.setConfig(config);
    const data = configEnvelope.serializeBinary();
    const type = common.HeaderType.CONFIG;
    expect(
      blockToConfigEnvelope(blockOf(envelopeOf({ type, data })))
        ?.getConfig()
        ?.getSequence(),
    ).to.equal(7);
    expect(blockToConfigEnvelope(blockOf(envelopeOf({ data })))).to.equal(undefined);
    expect(blockToConfigEnvelope(blockOf(envelopeOf({ type, data: malformed })))).to.equal(undefined);
    expect(blockToConfigEnvelope(new common.Block())).to.equal(undefined);
  });
});
