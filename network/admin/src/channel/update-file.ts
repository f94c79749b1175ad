import { common } from '@hyperledger/fabric-protos';
import { decodeMessage, findUnknownField, NetworkError } from '@kontti/fabric-protocol/base';
import { decodeBase64, parseJsonObject } from '../data-files/json-object';
import { channelLimits } from './limits';
import { signatureToCreator } from './update-signature';

/** An update of a channel's configuration on its way from admin to admin. */
export interface ChannelUpdate {
  /** The channel that it changes. */
  readonly channelId: string;
  /** `common.ConfigUpdate` bytes: what is signed. */
  readonly bytes: Uint8Array;
  /** What `bytes` hold, decoded. */
  readonly update: common.ConfigUpdate;
  /** At most one of each certificate. */
  readonly signatures: readonly common.ConfigSignature[];
  /**
   * The configuration against which it was made. It only helps to explain the update where there is no network: what is signed is
   * {@link bytes} alone.
   */
  readonly base: common.Config;
}

const format = 'kontti-channel-update';
const version = 1;
const naming = { what: 'channel update', refuse: updateInvalid };

export function updateInvalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'CHANNEL_UPDATE_INVALID', message, cause });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

const fields = ['format', 'version', 'channelId', 'update', 'base', 'signatures'];

/**
 * The text of a file with an update and its signatures, for the next admin. Readable by `parseChannelUpdate` and `kontti channel`.
 * @example await writeFile('update.json', channelUpdateToText(update));
 */
export function channelUpdateToText({ channelId, bytes, signatures, base }: ChannelUpdate): string {
  const json = {
    ...{ format, version, channelId },
    update: toBase64(bytes),
    base: toBase64(base.serializeBinary()),
    signatures: signatures.map((signature) => toBase64(signature.serializeBinary())),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

/** True when a file's text says that it is a channel update. */
export function isChannelUpdateText(text: string): boolean {
  return text.trimStart().startsWith('{') && text.includes(`"${format}"`);
}

function decodePart<T>(type: { deserializeBinary(bytes: Uint8Array): T }, value: unknown, name: string): T {
  const bytes = decodeBase64(value, { ...naming, name });
  try {
    return decodeMessage({ type, bytes, name });
  } catch (cause) {
    throw updateInvalid(`The channel update's '${name}' is malformed.`, cause);
  }
}

/**
 * Reads a file that `channelUpdateToText` or `kontti channel` wrote.
 * @example const update = parseChannelUpdate(await readFile('update.json', 'utf8'));
 * @throws NetworkError CHANNEL_UPDATE_INVALID
 */
export function parseChannelUpdate(text: string): ChannelUpdate {
  if (text.length > channelLimits.fileBytesMax) throw updateInvalid('The file is too large.');
  const json = parseJsonObject(text, naming);
  if (json['format'] !== format) throw updateInvalid('The file is no channel update.');
  if (json['version'] !== version) {
    throw updateInvalid('The channel update was made by another version of kontti.');
  }
  const unknown = findUnknownField(json, fields);
  if (unknown !== undefined) throw updateInvalid(`The channel update has the unknown field '${unknown}'.`);
  const { channelId, signatures } = json;
  if (!Array.isArray(signatures) || signatures.length > channelLimits.signaturesMax) {
    throw updateInvalid('The channel update has no list of signatures.');
  }
  const update = decodePart(common.ConfigUpdate, json['update'], 'update');
  if (typeof channelId !== 'string' || update.getChannelId() !== channelId) {
    throw updateInvalid('The update names one channel, and its bytes another.');
  }
  return {
    ...{ channelId, update },
    bytes: decodeBase64(json['update'], { ...naming, name: 'update' }),
    base: decodePart(common.Config, json['base'], 'base'),
    signatures: signatures.map((value) => decodePart(common.ConfigSignature, value, 'signatures')),
  };
}

function signerKey(signature: common.ConfigSignature): string {
  return Buffer.from(signatureToCreator(signature)).toString('base64');
}

/** The update with more signatures; of one certificate the last stays. @throws NetworkError CHANNEL_UPDATE_INVALID */
export function addSignatures(
  update: ChannelUpdate,
  signatures: readonly common.ConfigSignature[],
): ChannelUpdate {
  const bySigner = new Map([...update.signatures, ...signatures].map((one) => [signerKey(one), one]));
  if (bySigner.size > channelLimits.signaturesMax) {
    throw updateInvalid(`An update takes at most ${channelLimits.signaturesMax} signatures.`);
  }
  return { ...update, signatures: [...bySigner.values()] };
}

/**
 * Copies of one update that several admins signed, as one.
 * @example const signed = mergeChannelUpdates(signedByOrg1, [signedByOrg2, signedByOrg3]);
 * @throws NetworkError CHANNEL_UPDATE_INVALID
 */
export function mergeChannelUpdates(first: ChannelUpdate, others: readonly ChannelUpdate[]): ChannelUpdate {
  return others.reduce((merged, other) => {
    if (Buffer.compare(merged.bytes, other.bytes) !== 0) {
      throw updateInvalid('The files are of different updates: their signatures cannot be joined.');
    }
    return addSignatures(merged, other.signatures);
  }, first);
}
