import { common, peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../clock';
import type { MspManager } from '../msp/types';
import type { ChannelPolicies } from '../policy/channel-policies';
import { verifySignedData } from '../policy/signed-data';
import { lifecycleNamespace } from '../system-chaincode/lifecycle-keys';
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

interface Headers {
  readonly channelHeader: common.ChannelHeader;
  readonly creator: Uint8Array;
}

function readHeaders(envelope: common.Envelope): Headers | undefined {
  try {
    const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
    if (header === undefined) {
      return undefined;
    }
    return {
      channelHeader: common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
      creator: common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()).getCreator_asU8(),
    };
  } catch {
    return undefined;
  }
}

function isExpired(options: { creator: Uint8Array; mspManager: MspManager; clock: Clock }): boolean {
  try {
    return options.clock.nowMs() > options.mspManager.deserialize(options.creator).notAfterMs;
  } catch {
    return false;
  }
}

/** True for a transaction of the chaincode lifecycle. */
export function isAdministration(envelope: common.Envelope): boolean {
  const extension = readHeaders(envelope)?.channelHeader.getExtension_asU8() ?? new Uint8Array();
  try {
    const { ChaincodeHeaderExtension } = peer;
    const name = ChaincodeHeaderExtension.deserializeBinary(extension).getChaincodeId()?.getName();
    return name === lifecycleNamespace;
  } catch {
    return false;
  }
}

/** Types that no client may send: configurations are made by the orderer, the third is of channels long gone. */
const refusedTypes = new Map<number, string>([
  [common.HeaderType.CONFIG, 'message is of type that cannot be processed directly'],
  [common.HeaderType.ORDERER_TRANSACTION, 'message is of type that is no longer supported'],
  [common.HeaderType.CONFIG_UPDATE, 'the configuration of this channel cannot be changed'],
]);

const deniedInfo =
  "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied: permission denied";

/**
 * Undefined when the message may be ordered. Mirrors orderer/common/broadcast, multichannel/registrar.go and msgprocessor: channel,
 * type, size, expiry, Writers. What the message holds is the peers' to judge.
 */
export function checkBroadcast(
  envelope: common.Envelope,
  options: BroadcastCheckOptions,
): BroadcastStatus | undefined {
  const { channelId, mspManager, policies, clock } = options;
  const badRequest = (info: string): BroadcastStatus => ({ status: common.Status.BAD_REQUEST, info });
  const headers = readHeaders(envelope);
  if (headers === undefined) {
    return badRequest('could not determine channel ID: header not set');
  }
  const { channelHeader, creator } = headers;
  if (channelHeader.getChannelId() !== channelId) {
    return badRequest('channel does not exist');
  }
  const refusedType = refusedTypes.get(channelHeader.getType());
  if (refusedType !== undefined) {
    return badRequest(refusedType);
  }
  const message = envelope.getPayload_asU8();
  const signature = envelope.getSignature_asU8();
  const size = message.length + signature.length;
  const { absoluteBytesMax } = ordererLimits;
  if (size > absoluteBytesMax) {
    return badRequest(
      `message payload is ${size} bytes and exceeds maximum allowed ${absoluteBytesMax} bytes`,
    );
  }
  if (isExpired({ creator, mspManager, clock })) {
    return badRequest('broadcast client identity expired');
  }
  const signedData = [{ identity: creator, message, signature }];
  const identities = verifySignedData({ signedData, mspManager });
  if (policies.policy('/Channel/Writers')?.isSatisfiedBy(identities) !== true) {
    return { status: common.Status.FORBIDDEN, info: deniedInfo };
  }
  return undefined;
}
