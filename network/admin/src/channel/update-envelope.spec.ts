import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { createBlock } from '@kontti/fabric-protocol/envelopes';
import { createSignedEnvelope } from '@kontti/fabric-protocol/testing/signed-envelope';
import { expect } from 'chai';
import {
  codeThrownBy,
  createTestConfiguration,
  updateOf,
  type TestConfiguration,
} from '../testing/test-configuration';
import { setBatch } from './change-batch';
import { configToChannelGroup } from './channel-client';
import { signChannelUpdate } from './create-update';
import { judgeUpdate } from './judge-update';
import { blockToConfig, channelUpdateToEnvelope, parseFabricUpdate } from './update-envelope';
import type { ChannelUpdate } from './update-file';

describe("an update as Fabric's programs have it", () => {
  let channel: TestConfiguration;
  let update: ChannelUpdate;

  before(async () => {
    channel = await createTestConfiguration({ mspIds: ['Org1MSP'], governance: 'unanimous' });
    update = await updateOf(channel, (group) => {
      setBatch(group, { messagesMax: 7 });
    });
  });

  it('goes out and comes back with the same bytes and signatures, which still count', () => {
    const signed = signChannelUpdate(update, { signer: channel.orderer.admin, randomBytes });
    const back = parseFabricUpdate(channelUpdateToEnvelope(signed), channel.config);
    expect(Buffer.compare(back.bytes, signed.bytes)).to.equal(0);
    const judged = judgeUpdate({
      channel: configToChannelGroup(channel.config),
      ...{ update: back.update, updateBytes: back.bytes, signatures: back.signatures },
    });
    expect(judged.signers).to.have.length(1);
    expect(judged.signers[0]).not.to.have.property('problem');
    expect(judged.isComplete).to.equal(true);
  });

  it('is read as configtxlator computes it, without an envelope', () => {
    const back = parseFabricUpdate(update.bytes, channel.config);
    expect(back.channelId).to.equal(update.channelId);
    expect(back.signatures).to.deep.equal([]);
  });

  it('is refused when it is another thing, or says two channels', () => {
    const envelope = common.Envelope.deserializeBinary(channelUpdateToEnvelope(update));
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(
      payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    header.setChannelId('other');
    payload.getHeader()?.setChannelHeader(header.serializeBinary());
    envelope.setPayload(payload.serializeBinary());
    const others = [
      envelope.serializeBinary(),
      new Uint8Array(),
      Buffer.from('text'),
      channel.config.serializeBinary(),
    ];
    for (const bytes of others) {
      expect(codeThrownBy(() => parseFabricUpdate(bytes, channel.config))).to.equal('CHANNEL_UPDATE_INVALID');
    }
  });

  it('is explained against the configuration of a configuration block, and of no other', () => {
    const blockOf = (type: common.HeaderTypeMap[keyof common.HeaderTypeMap]): Uint8Array => {
      const carrier = new common.ConfigEnvelope();
      carrier.setConfig(channel.config);
      const { channelId, orderer } = channel;
      const data = carrier.serializeBinary();
      const envelope = createSignedEnvelope({ channelId, type, data, signer: orderer.admin, timeMs: 0 });
      const previousHash = new Uint8Array(32);
      return createBlock({ number: 1, previousHash, data: [envelope.serializeBinary()] }).serializeBinary();
    };
    const { CONFIG, ENDORSER_TRANSACTION } = common.HeaderType;
    const config = blockToConfig(blockOf(CONFIG)).serializeBinary();
    expect(Buffer.compare(config, channel.config.serializeBinary())).to.equal(0);
    for (const bytes of [blockOf(ENDORSER_TRANSACTION), new Uint8Array(), Buffer.from('text')]) {
      expect(codeThrownBy(() => blockToConfig(bytes))).to.equal('CHANNEL_UPDATE_INVALID');
    }
  });
});
