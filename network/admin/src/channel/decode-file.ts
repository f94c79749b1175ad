import { common } from '@hyperledger/fabric-protos';
import { decodeMessage, NetworkError } from '@kontti/fabric-protocol/base';
import { decodeBlock, decodeTransaction, decodeIdentity } from '@kontti/fabric-protocol/decoding';
import { openEnvelope, tryDecode } from '@kontti/fabric-protocol/envelopes';
import { besideBytes, configToJson, configUpdateToJson } from './config-to-json';
import type { Json } from './config-value-to-json';
import { readConfigUpdate } from './update-envelope';
import { isChannelUpdateText, parseChannelUpdate } from './update-file';
import { signatureToCreator } from './update-signature';

/** What a file of channel administration holds. */
export type FileKind = 'block' | 'envelope' | 'update' | 'config';

export const fileKinds: readonly FileKind[] = ['block', 'envelope', 'update', 'config'];

/** What a file says, in words. */
interface DecodedFile {
  readonly kind: FileKind;
  readonly json: Json;
}

/** Plain data as JSON has it. */
function toFields(value: object): { readonly [name: string]: Json } {
  return JSON.parse(JSON.stringify(value)) as { readonly [name: string]: Json };
}

function describeSignatures(signatures: readonly common.ConfigSignature[]): Json {
  return signatures.map((signature) => {
    const { mspId, subject } = decodeIdentity(signatureToCreator(signature));
    return { mspId, ...(subject === undefined ? {} : { subject }) };
  });
}

function describeUpdateEnvelope(bytes: Uint8Array): { readonly [name: string]: Json } {
  const envelope = common.ConfigUpdateEnvelope.deserializeBinary(bytes);
  const update = common.ConfigUpdate.deserializeBinary(envelope.getConfigUpdate_asU8());
  return {
    ...besideBytes(envelope, bytes),
    update: configUpdateToJson(update, envelope.getConfigUpdate_asU8()),
    signatures: describeSignatures(envelope.getSignaturesList()),
  };
}

function describeConfigEnvelope(bytes: Uint8Array): { readonly [name: string]: Json } {
  const { ConfigEnvelope } = common;
  const envelope = decodeMessage({ type: ConfigEnvelope, bytes, name: 'ConfigEnvelope' });
  const last = envelope.getLastUpdate();
  const config = envelope.getConfig() ?? new common.Config();
  return {
    ...besideBytes(envelope, bytes),
    config: configToJson(config),
    ...(last === undefined ? {} : { lastUpdate: describeEnvelope(last) }),
  };
}

/** The configuration or the update that an envelope of that type carries. */
function describeCarried(envelope: common.Envelope, type: string): { readonly [name: string]: Json } {
  const data = openEnvelope(envelope).payload?.getData_asU8() ?? new Uint8Array();
  const described =
    type === 'CONFIG_UPDATE'
      ? tryDecode(() => describeUpdateEnvelope(data))
      : type === 'CONFIG'
        ? tryDecode(() => describeConfigEnvelope(data))
        : undefined;
  return described ?? {};
}

function describeEnvelope(envelope: common.Envelope): { readonly [name: string]: Json } {
  const transaction = decodeTransaction(envelope.serializeBinary(), { txNumber: 0 });
  return { ...toFields(transaction), ...describeCarried(envelope, transaction.type) };
}

function describeBlock(block: common.Block): Json {
  const { transactions, ...rest } = decodeBlock(block);
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const described = transactions.map((transaction, index) => {
    const { type } = transaction;
    if (type !== 'CONFIG') return toFields(transaction);
    const envelope = common.Envelope.deserializeBinary(envelopes[index] ?? new Uint8Array());
    return { ...toFields(transaction), ...describeCarried(envelope, type) };
  });
  return { ...toFields(rest), transactions: described };
}

function readBlock(bytes: Uint8Array): Json | undefined {
  const block = tryDecode(() => common.Block.deserializeBinary(bytes));
  const isBlock = block?.hasHeader() === true && (block.getData()?.getDataList().length ?? 0) > 0;
  return block && isBlock ? describeBlock(block) : undefined;
}

function readEnvelope(bytes: Uint8Array): Json | undefined {
  const envelope = tryDecode(() => common.Envelope.deserializeBinary(bytes));
  const described = envelope && describeEnvelope(envelope);
  return described?.['type'] === 'MALFORMED' ? undefined : described;
}

function readUpdate(bytes: Uint8Array): Json | undefined {
  const text = Buffer.from(bytes).toString();
  if (isChannelUpdateText(text)) {
    const { update, bytes: signed, signatures } = parseChannelUpdate(text);
    return { update: configUpdateToJson(update, signed), signatures: describeSignatures(signatures) };
  }
  const update = readConfigUpdate(bytes);
  return update && { update: configUpdateToJson(update, bytes) };
}

function readConfig(bytes: Uint8Array): Json | undefined {
  const config = tryDecode(() => common.Config.deserializeBinary(bytes));
  return config?.hasChannelGroup() === true ? { config: configToJson(config, bytes) } : undefined;
}

const readers: Readonly<Record<FileKind, (bytes: Uint8Array) => Json | undefined>> = {
  block: readBlock,
  envelope: readEnvelope,
  update: readUpdate,
  config: readConfig,
};

/**
 * Says what a file holds: a block, an envelope, an update of a channel's configuration (also as `kontti channel` writes it), or a
 * configuration. @throws NetworkError CHANNEL_UPDATE_INVALID when it is none of these
 */
export function decodeChannelFile(bytes: Uint8Array, kind?: FileKind): DecodedFile {
  for (const tried of kind === undefined ? fileKinds : [kind]) {
    const json = tryDecode(() => ({ read: readers[tried](bytes) }))?.read;
    if (json !== undefined) return { kind: tried, json };
  }
  const what = kind ?? 'block, envelope, update or configuration of a channel';
  throw new NetworkError({
    code: 'CHANNEL_UPDATE_INVALID',
    message: `The file is no ${what}: give another file, or its type with --type.`,
  });
}
