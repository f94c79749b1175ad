import { common, peer } from '@hyperledger/fabric-protos';
import { type Clock, decodeMessage, wireFormatRefusal, NetworkError } from '@kontti/fabric-protocol/base';
import { expiresAtMs, type MspManager } from '@kontti/fabric-protocol/msp';
import { type ChannelPolicies, noSubPolicySatisfied, verifySignedData } from '@kontti/fabric-protocol/policy';
import { openEnvelope } from '@kontti/fabric-protocol/envelopes';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { ordererLimits } from './limits';

/** What the orderer answers to a broadcast message. */
export interface BroadcastStatus {
  readonly status: common.StatusMap[keyof common.StatusMap];
  readonly info: string;
}

export interface BroadcastCheckOptions {
  readonly channelId: string;
  readonly mspManager: MspManager;
  readonly policies: ChannelPolicies;
  readonly clock: Clock;
}

/** The channel header of an envelope. Mirrors protoutil/commonutils.go ChannelHeader. @throws NetworkError, in the orderer's words */
function readChannelHeader(envelope: common.Envelope): common.ChannelHeader {
  const bytes = envelope.getPayload_asU8();
  const header = decodeMessage({ type: common.Payload, bytes, name: 'Payload' }).getHeader();
  if (header === undefined) {
    throw malformed('header not set');
  }
  const headerBytes = header.getChannelHeader_asU8();
  if (headerBytes.length === 0) {
    throw malformed('channel header not set');
  }
  try {
    return decodeMessage({ type: common.ChannelHeader, bytes: headerBytes, name: 'ChannelHeader' });
  } catch (error) {
    throw malformed(`error unmarshalling channel header: ${reasonOf(error)}`);
  }
}

/** Mirrors protoutil/signeddata.go EnvelopeAsSignedData; the payload was read before. @throws NetworkError */
function readCreator(envelope: common.Envelope): Uint8Array {
  const { signatureHeader } = openEnvelope(envelope);
  if (signatureHeader !== undefined) return signatureHeader.getCreator_asU8();
  throw malformed(
    `could not convert message to signedData: GetSignatureHeaderFromBytes failed, err ${wireFormatRefusal}`,
  );
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function malformed(message: string): NetworkError {
  return new NetworkError({ code: 'MALFORMED_MESSAGE', message });
}

/** True for a transaction of the chaincode lifecycle. */
export function isAdministration(envelope: common.Envelope): boolean {
  try {
    const extension = readChannelHeader(envelope).getExtension_asU8();
    const { ChaincodeHeaderExtension } = peer;
    const name = ChaincodeHeaderExtension.deserializeBinary(extension).getChaincodeId()?.getName();
    return name === lifecycleNamespace;
  } catch {
    return false;
  }
}

/** Why messages of these types are no transactions, in the orderer's words. Mirrors multichannel/registrar.go BroadcastChannelSupport. */
const refusedTypes: ReadonlyMap<number, string> = new Map([
  [common.HeaderType.CONFIG, 'message is of type that cannot be processed directly'],
  [common.HeaderType.ORDERER_TRANSACTION, 'message is of type that is no longer supported'],
  [common.HeaderType.CONFIG_UPDATE, 'the configuration of this channel cannot be changed'],
]);

/** @throws NetworkError MALFORMED_MESSAGE for what is a bad request */
function checkMessage(
  envelope: common.Envelope,
  options: BroadcastCheckOptions,
): BroadcastStatus | undefined {
  const { mspManager, policies, clock } = options;
  const message = envelope.getPayload_asU8();
  const signature = envelope.getSignature_asU8();
  const size = message.length + signature.length;
  if (size > ordererLimits.absoluteBytesMax) {
    throw malformed(
      `message payload is ${size} bytes and exceeds maximum allowed ${ordererLimits.absoluteBytesMax} bytes`,
    );
  }
  const creator = readCreator(envelope);
  const expiryMs = expiresAtMs({ serialized: creator, mspManager });
  if (expiryMs !== undefined && clock.nowMs() > expiryMs) {
    throw malformed('broadcast client identity expired');
  }
  const identities = verifySignedData({
    signedData: [{ identity: creator, message, signature }],
    mspManager,
  });
  if (policies.policy('/Channel/Writers')?.isSatisfiedBy(identities) !== true) {
    return { status: common.Status.FORBIDDEN, info: `${noSubPolicySatisfied('Writers')}: permission denied` };
  }
  return undefined;
}

/**
 * Undefined when the message may be ordered. Mirrors orderer/common/broadcast, multichannel/registrar.go and msgprocessor: channel, type, size, expiry,
 * Writers. What the message holds is the peers' to judge; changes of the channel's configuration are not taken.
 */
export function checkBroadcast(
  envelope: common.Envelope,
  options: BroadcastCheckOptions,
): BroadcastStatus | undefined {
  const badRequest = (info: string): BroadcastStatus => ({ status: common.Status.BAD_REQUEST, info });
  let channelHeader: common.ChannelHeader;
  try {
    channelHeader = readChannelHeader(envelope);
  } catch (error) {
    return badRequest(`could not determine channel ID: ${reasonOf(error)}`);
  }
  if (channelHeader.getChannelId() !== options.channelId) {
    return badRequest('channel does not exist');
  }
  const refusal = refusedTypes.get(channelHeader.getType());
  if (refusal !== undefined) {
    return badRequest(refusal);
  }
  try {
    return checkMessage(envelope, options);
  } catch (error) {
    return badRequest(reasonOf(error));
  }
}
