import { common } from '@hyperledger/fabric-protos';
import { decodeMessage, isWhole } from '@kontti/fabric-protocol/base';
import { blockToConfigEnvelope, openEnvelopeBytes, tryDecode } from '@kontti/fabric-protocol/envelopes';
import { channelLimits } from './limits';
import { addSignatures, updateInvalid, type ChannelUpdate } from './update-file';

const { CONFIG_UPDATE } = common.HeaderType;

/**
 * The update as `peer channel signconfigtx` and `peer channel update` read it, with the signatures that it has: the envelope itself is
 * nobody's yet. `configtxlator` decodes it as `common.Envelope`.
 */
export function channelUpdateToEnvelope({ channelId, bytes, signatures }: ChannelUpdate): Uint8Array {
  const update = new common.ConfigUpdateEnvelope();
  update.setConfigUpdate(bytes);
  update.setSignaturesList([...signatures]);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(CONFIG_UPDATE);
  channelHeader.setChannelId(channelId);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(update.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

function readEnvelope(bytes: Uint8Array): common.ConfigUpdateEnvelope | undefined {
  const { payload, channelHeader } = openEnvelopeBytes(bytes) ?? {};
  if (payload === undefined || channelHeader?.getType() !== CONFIG_UPDATE) return undefined;
  const data = payload.getData_asU8();
  const update = tryDecode(() => common.ConfigUpdateEnvelope.deserializeBinary(data));
  if (update === undefined || !isWhole(update, data)) return undefined;
  const named = readConfigUpdate(update.getConfigUpdate_asU8())?.getChannelId();
  return named === channelHeader.getChannelId() ? update : undefined;
}

/** An update without an envelope; undefined when the bytes are none. */
export function readConfigUpdate(bytes: Uint8Array): common.ConfigUpdate | undefined {
  const update = tryDecode(() => common.ConfigUpdate.deserializeBinary(bytes));
  return update?.getChannelId() !== '' && update?.hasWriteSet() === true ? update : undefined;
}

/**
 * Reads an update that Fabric's own programs made: an envelope, signed or not, or what `configtxlator compute_update` writes. `base` is
 * the configuration against which it is explained. @throws NetworkError CHANNEL_UPDATE_INVALID
 */
export function parseFabricUpdate(fileBytes: Uint8Array, base: common.Config): ChannelUpdate {
  if (fileBytes.length > channelLimits.fileBytesMax) throw updateInvalid('The file is too large.');
  const envelope = readEnvelope(fileBytes);
  const bytes = envelope?.getConfigUpdate_asU8() ?? fileBytes;
  const update = readConfigUpdate(bytes);
  if (update === undefined) {
    throw updateInvalid(
      'The file is no update of a channel: it must be a common.Envelope of type CONFIG_UPDATE, or a common.ConfigUpdate, in binary.',
    );
  }
  const unsigned = { channelId: update.getChannelId(), bytes, update, signatures: [], base };
  return addSignatures(unsigned, envelope?.getSignaturesList() ?? []);
}

/** The configuration in a block, such as `peer channel fetch config` writes. @throws NetworkError CHANNEL_UPDATE_INVALID */
export function blockToConfig(bytes: Uint8Array): common.Config {
  const config = tryDecode(() => {
    const block = decodeMessage({ type: common.Block, bytes, name: 'block' });
    return blockToConfigEnvelope(block)?.getConfig();
  });
  if (config?.hasChannelGroup() === true) return config;
  throw updateInvalid('The file is no block with a configuration: kontti channel fetch config writes one.');
}
