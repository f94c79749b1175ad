import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createRandom, takeSeed } from '@kontti/fabric-protocol/testing/random';
import { createTestConfiguration, updateOf, type TestConfiguration } from '../testing/test-configuration';
import { setBatch } from './change-batch';
import { signChannelUpdate } from './create-update';
import { decodeChannelFile, type FileKind } from './decode-file';
import { createUpdateEnvelope } from './submit-update';
import { channelUpdateToText, type ChannelUpdate } from './update-file';

const seed = takeSeed();

describe('a file of channel administration', () => {
  let channel: TestConfiguration;
  let update: ChannelUpdate;
  let files: ReadonlyMap<FileKind, Uint8Array>;

  before(async () => {
    channel = await createTestConfiguration({ mspIds: ['Org1MSP'], governance: 'unanimous' });
    const signer = channel.orderer.admin;
    const made = await updateOf(channel, (group) => {
      setBatch(group, { messagesMax: 7 });
    });
    update = signChannelUpdate(made, { signer, randomBytes });
    const envelope = createUpdateEnvelope(update, { signer, randomBytes, clock: { nowMs: () => 0 } });
    const data = new common.BlockData();
    data.addData(envelope.serializeBinary());
    const block = new common.Block();
    block.setHeader(new common.BlockHeader());
    block.setData(data);
    files = new Map<FileKind, Uint8Array>([
      ['block', block.serializeBinary()],
      ['envelope', envelope.serializeBinary()],
      ['update', update.bytes],
      ['config', channel.config.serializeBinary()],
    ]);
  });

  it('is distinguished by its bytes', () => {
    for (const [kind, bytes] of files) expect(decodeChannelFile(bytes).kind).to.equal(kind);
    const { kind, json } = decodeChannelFile(Buffer.from(channelUpdateToText(update)));
    expect(kind).to.equal('update');
    expect(json).to.have.nested.property('signatures[0].mspId', 'OrdererMSP');
    expect(json).to.have.nested.property(
      'update.writes.groups.Orderer.values.BatchSize.value.maxMessageCount',
      7,
    );
    const config = decodeChannelFile(files.get('config') ?? new Uint8Array()).json;
    const application = 'config.channel.groups.Application';
    expect(config).to.have.nested.property(`${application}.modPolicy`, 'LifecycleAdmins');
    expect(config).to.have.nested.property(`${application}.policies.LifecycleAdmins.policy`, 'ALL Admins');
    expect(config).to.have.nested.property(`${application}.groups.Org1MSP.values.MSP.value.mspId`, 'Org1MSP');
  });

  it('is not whole where the configuration in it is not, whatever is around that', () => {
    const config = common.Config.deserializeBinary(channel.config.serializeBinary());
    const unknownField = Buffer.from([0xba, 0x3e, 0x01, 0x78]);
    const envelope = new common.ConfigEnvelope();
    envelope.setConfig(config);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.CONFIG);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    const carrying = (data: Uint8Array): readonly [FileKind, Uint8Array][] => {
      const payload = new common.Payload();
      payload.setHeader(header);
      payload.setData(data);
      const carrier = new common.Envelope();
      carrier.setPayload(payload.serializeBinary());
      const block = new common.Block();
      const blockData = new common.BlockData();
      blockData.addData(carrier.serializeBinary());
      block.setHeader(new common.BlockHeader());
      block.setData(blockData);
      return [
        ['envelope', carrier.serializeBinary()],
        ['block', block.serializeBinary()],
      ];
    };
    const isWhole = ([kind, bytes]: readonly [FileKind, Uint8Array]): boolean =>
      !JSON.stringify(decodeChannelFile(bytes, kind).json).includes('NOT WHOLE');
    const bytes = envelope.serializeBinary();
    expect(carrying(bytes).map(isWhole)).to.deep.equal([true, true]);
    const more = carrying(Buffer.concat([bytes, unknownField]));
    expect(more.map(isWhole)).to.deep.equal([false, false]);
  });

  it(`is decoded or refused, whatever its bytes are (seed ${seed})`, () => {
    const below = createRandom(seed);
    for (let round = 0; round < 200; round += 1) {
      for (const bytes of files.values()) {
        const bent = Buffer.from(bytes);
        for (let bend = 0; bend <= below(4); bend += 1) bent[below(bent.length)] = below(256);
        try {
          JSON.stringify(decodeChannelFile(below(4) === 0 ? bent.subarray(0, below(bent.length)) : bent));
        } catch (error) {
          expect(error).to.be.instanceOf(NetworkError);
          expect(error).to.have.property('code', 'CHANNEL_UPDATE_INVALID');
        }
      }
    }
  });
});
