import { status, type ServiceError } from '@grpc/grpc-js';
import { askMembership, type ChannelMembership } from '../explorer/membership';
import { createReporter, type Finding } from './finding';
import type { OpenedPeer } from './opened-peer';

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error;
}

/** What a peer knows of the channel's others, and whether it takes part in gossip at all: the devnet does not. */
interface DiscoveryAnswer {
  readonly findings: readonly Finding[];
  readonly hasGossip: boolean;
}

/** Whether a peer's discovery service knows every peer of the company and one of each other company (discovery/service.go). */
export async function checkDiscovery(
  { target, signer }: OpenedPeer,
  expected: { channelId: string; mspIds: readonly string[]; ownPeers: number },
): Promise<DiscoveryAnswer> {
  const { channelId, mspIds, ownPeers } = expected;
  const report = createReporter('discovery', target.endpoint);
  let members: ChannelMembership;
  try {
    members = await askMembership({ target, signer, channelId });
  } catch (error) {
    if (isServiceError(error) && error.code === status.UNIMPLEMENTED) {
      const finding = report.skipped(
        'this peer has no discovery service: the devnet knows all its peers without gossip',
      );
      return { findings: [finding], hasGossip: false };
    }
    const reason = error instanceof Error ? error.message : String(error);
    const remedy =
      "set peer.discovery.enabled in the peer's core.yaml, and use an identity that may read the channel";
    return {
      findings: [report.problem(`the discovery service refuses: ${reason}`, remedy)],
      hasGossip: true,
    };
  }
  const findings = mspIds.flatMap((mspId) => {
    const known = members.get(mspId) ?? 0;
    const wanted = mspId === target.mspId ? ownPeers : 1;
    if (known >= wanted) return [];
    return report.warning(
      `gossip knows ${known} peers of ${mspId}, where there should be ${wanted === 1 ? 'one at least' : wanted}`,
      `see that they run, have joined the channel and have an external endpoint, and that the channel names anchor peers of ${mspId}`,
    );
  });
  const counts = [...members].map(([mspId, count]) => `${count} of ${mspId}`).join(', ');
  return {
    findings: findings.length > 0 ? findings : [report.ok(`gossip knows ${counts}`)],
    hasGossip: true,
  };
}
