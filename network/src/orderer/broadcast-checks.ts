import { common, peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../clock';
import type { MspManager } from '../msp/types';
import type { ChannelPolicies } from '../policy/channel-policies';
import { verifySignedData } from '../policy/signed-data';
import { lifecycleNamespace } from '../system-chaincode/lifecycle-keys';
import { ordererLimits } from './limits';

/** What the orderer answers to a broadcast message. */
export interface BroadcastStatus {
  readonly status: number;
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

/**
 * Undefined when the message may be ordered. Mirrors orderer/common/broadcast and msgprocessor: empty, size, expiry, Writers;
 * changes of the channel's configuration are not taken.
 */
export function checkBroadcast(
  envelope: common.Envelope,
  options: BroadcastCheckOptions,
): BroadcastStatus | undefined {
  const { channelId, mspManager, policies, clock } = options;
  const badRequest = (info: string): BroadcastStatus => ({ status: common.Status.BAD_REQUEST, info });
  const headers = readHeaders(envelope);
  if (headers === undefined) {
    return badRequest('envelope has no readable header');
  }
  const { channelHeader, creator } = headers;
  if (channelHeader.getChannelId() !== channelId) {
    const info = `channel ${channelHeader.getChannelId()} is not served`;
    return { status: common.Status.NOT_FOUND, info };
  }
  if (channelHeader.getType() !== common.HeaderType.ENDORSER_TRANSACTION) {
    return badRequest(`message type ${channelHeader.getType()} is not ordered here`);
  }
  const message = envelope.getPayload_asU8();
  const signature = envelope.getSignature_asU8();
  if (message.length + signature.length > ordererLimits.absoluteBytesMax) {
    return badRequest(`message exceeds ${ordererLimits.absoluteBytesMax} bytes`);
  }
  if (isExpired({ creator, mspManager, clock })) {
    return badRequest('broadcast client identity expired');
  }
  const signedData = [{ identity: creator, message, signature }];
  const identities = verifySignedData({ signedData, mspManager });
  if (policies.policy('/Channel/Application/Writers')?.isSatisfiedBy(identities) !== true) {
    const info = 'implicit policy evaluation failed: the creator does not satisfy the Writers policy';
    return { status: common.Status.FORBIDDEN, info };
  }
  return undefined;
}
