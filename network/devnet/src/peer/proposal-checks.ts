import { common } from '@hyperledger/fabric-protos';
import type { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '@kontti/fabric-protocol/base';
import { type Identity, type MspManager, expiresAtMs } from '@kontti/fabric-protocol/msp';
import { peerLimits } from './limits';
import {
  computeTxId,
  decodeChannelHeader,
  decodeHeader,
  decodeProposalEnvelope,
  decodeSignatureHeader,
  refusedProposal,
  unpackProposal,
  type UnpackedProposal,
} from '@kontti/fabric-protocol/envelopes';

export interface CheckedProposal {
  readonly proposal: UnpackedProposal;
  readonly creator: Identity;
}

/** Milliseconds of a header's timestamp; 0 without one. */
export function headerTimeMs(header: common.ChannelHeader): number {
  const timestamp = header.getTimestamp();
  return timestamp === undefined ? 0 : timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1e6;
}

const headerTypeNames = new Map<number, string>(
  Object.entries(common.HeaderType).map(([name, value]) => [value, name]),
);

function checkHeaders(proposal: UnpackedProposal): void {
  const { channelHeader, signatureHeader } = proposal;
  const type = channelHeader.getType();
  if (type !== common.HeaderType.ENDORSER_TRANSACTION && type !== common.HeaderType.CONFIG) {
    throw refusedProposal(`invalid header type ${headerTypeNames.get(type) ?? type}`);
  }
  if (channelHeader.getEpoch() !== 0) {
    throw refusedProposal('epoch is non-zero');
  }
  if (signatureHeader.getNonce_asU8().length === 0) {
    throw refusedProposal('nonce is empty');
  }
  if (signatureHeader.getCreator_asU8().length === 0) {
    throw refusedProposal('creator is empty');
  }
  const txId = computeTxId(signatureHeader);
  if (channelHeader.getTxId() !== txId) {
    throw refusedProposal(`incorrectly computed txid '${channelHeader.getTxId()}' -- expected '${txId}'`);
  }
  if (proposal.signature.length === 0) {
    throw refusedProposal('empty signature bytes');
  }
}

/** Who judges identities: the companies as the channel knows them, and as their peers do without a channel. */
interface Judges {
  readonly mspManager: MspManager;
  readonly localMspManager: MspManager;
}

function authenticate(proposal: UnpackedProposal, judges: Judges): Identity {
  const channelId = proposal.channelHeader.getChannelId();
  const mspManager = channelId === '' ? judges.localMspManager : judges.mspManager;
  let creator: Identity;
  try {
    creator = mspManager.deserialize(proposal.signatureHeader.getCreator_asU8());
  } catch {
    throw refusedProposal(`access denied: channel [${channelId}] creator org unknown, creator is malformed`);
  }
  const isValid = (): boolean => {
    try {
      mspManager.validate(creator);
      return true;
    } catch {
      return false;
    }
  };
  const { proposalBytes: message, signature } = proposal;
  if (!isValid() || !creator.verify({ message, signature })) {
    throw refusedProposal(`access denied: channel [${channelId}] creator org [${creator.mspId}]`);
  }
  return creator;
}

/** Judges proposals for all peers of a channel: one proposal is decoded and its signature verified once. */
export interface ProposalChecker {
  /** @throws NetworkError MALFORMED_MESSAGE, PROPOSAL_REFUSED. Mirrors core/endorser/msgvalidation.go. */
  check(signedProposal: peer.SignedProposal): CheckedProposal;
  /** @throws NetworkError MALFORMED_MESSAGE, PROPOSAL_REFUSED */
  unpack(signedProposal: peer.SignedProposal): UnpackedProposal;
  /**
   * Expiry of the creator and the time window, which the peer judges before all else. Mirrors core/handlers/auth/filter.
   * @throws NetworkError MALFORMED_MESSAGE, PROPOSAL_REFUSED
   */
  checkTimes(signedProposal: peer.SignedProposal): void;
}

export function createProposalChecker(options: Judges & { clock: Clock }): ProposalChecker {
  const { mspManager, clock } = options;
  const unpacked = new WeakMap<peer.SignedProposal, UnpackedProposal>();
  const checked = new WeakMap<peer.SignedProposal, CheckedProposal>();

  function unpack(signedProposal: peer.SignedProposal): UnpackedProposal {
    let proposal = unpacked.get(signedProposal);
    if (proposal === undefined) {
      proposal = unpackProposal(signedProposal);
      unpacked.set(signedProposal, proposal);
    }
    return proposal;
  }

  return {
    unpack,
    check: (signedProposal) => {
      let result = checked.get(signedProposal);
      if (result === undefined) {
        const proposal = unpack(signedProposal);
        checkHeaders(proposal);
        result = { proposal, creator: authenticate(proposal, options) };
        checked.set(signedProposal, result);
      }
      return result;
    },
    checkTimes: (signedProposal) => {
      const nowMs = clock.nowMs();
      const { channelHeader, creator } = readFilteredHeaders(signedProposal);
      const expiryMs = expiresAtMs({ serialized: creator, mspManager });
      if (expiryMs !== undefined && nowMs > expiryMs) {
        throw refusedProposal('proposal client identity expired');
      }
      checkTimeWindow({ channelHeader: channelHeader(), nowMs });
    },
  };
}

/** What the filters before the peer's own checks read of a proposal, in their order and words. */
function readFilteredHeaders(signedProposal: peer.SignedProposal): {
  readonly creator: Uint8Array;
  readonly channelHeader: () => common.ChannelHeader;
} {
  const parse = <T>(what: string, decode: () => T): T => {
    try {
      return decode();
    } catch (error) {
      throw refusedProposal(`failed parsing ${what}: ${error instanceof Error ? error.message : ''}`);
    }
  };
  const proposal = parse('proposal', () => decodeProposalEnvelope(signedProposal.getProposalBytes_asU8()));
  const header = parse('header', () => decodeHeader(proposal));
  const signatureHeader = parse('signature header', () => decodeSignatureHeader(header));
  return {
    creator: signatureHeader.getCreator_asU8(),
    channelHeader: () => parse('channel header', () => decodeChannelHeader(header)),
  };
}

/** Mirrors core/handlers/auth/filter/timewindow.go. @throws NetworkError PROPOSAL_REFUSED */
function checkTimeWindow(options: { channelHeader: common.ChannelHeader; nowMs: number }): void {
  const { channelHeader, nowMs } = options;
  const timeMs = headerTimeMs(channelHeader);
  if (Math.abs(nowMs - timeMs) > peerLimits.timeWindowMs) {
    const window = `${peerLimits.timeWindowMs / 60_000}m0s`;
    throw refusedProposal(
      `request unauthorized due to incorrect timestamp ${timeToGo(timeMs)}, peer time ${timeToGo(nowMs)}, peer.authentication.timewindow ${window}`,
    );
  }
}

/** As Go prints a time in UTC. */
function timeToGo(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').replace('Z', ' +0000 UTC');
}
