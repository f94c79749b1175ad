import { findRunFailure } from '../definitions/chaincode-status';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { createReporter, type Finding } from './finding';
import type { OpenedPeer } from './opened-peer';

/** Whether a peer's gateway answers, and through it gets an endorsement from a peer of each company of the channel. */
export async function checkGateway(
  { lifecycle, target }: OpenedPeer,
  { channelId, mspIds }: { channelId: string; mspIds: readonly string[] },
): Promise<readonly Finding[]> {
  const report = createReporter('gateway', target.endpoint);
  const chaincode = { channelId, name: lifecycleNamespace };
  const own = await findRunFailure(lifecycle.checkRuns({ ...chaincode, mspId: target.mspId }));
  if (own !== undefined) {
    return [
      report.problem(own, "set peer.gateway.enabled in the peer's core.yaml, and see that the peer endorses"),
    ];
  }
  const others = mspIds.filter((mspId) => mspId !== target.mspId);
  const failures = await Promise.all(
    others.map(async (mspId) => ({
      mspId,
      failure: await findRunFailure(lifecycle.checkRuns({ ...chaincode, mspId })),
    })),
  );
  const findings = failures.flatMap(({ mspId, failure }) =>
    failure === undefined
      ? []
      : report.warning(
          `the gateway gets no endorsement from ${mspId}: ${failure}`,
          `see that ${mspId}'s peers run, have an external endpoint (CORE_PEER_GOSSIP_EXTERNALENDPOINT), and that the channel names their anchor peers`,
        ),
  );
  return findings.length > 0
    ? findings
    : [report.ok(`the gateway reaches endorsers of ${mspIds.join(', ')}`)];
}
