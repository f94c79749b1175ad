import { checkEndpoint } from './check-endpoint';
import type { ChannelMember, ChannelView } from './channel-view';
import { createReporter, type CheckName, type Finding } from './finding';

interface MemberCheck {
  readonly check: CheckName;
  readonly what: string;
  readonly nowMs: number;
}

/** A node that this machine does not reach is perhaps reached by those that have to: peers and orderers. */
function soften(finding: Finding): Finding {
  if (finding.status !== 'problem') return finding;
  return {
    ...finding,
    status: 'warning',
    message: `from this machine, ${finding.message}`,
    remedy: `${finding.remedy ?? ''}; of no weight where only the network's own nodes can reach it`,
  };
}

async function checkNodes(
  member: ChannelMember,
  { check, what, nowMs }: MemberCheck,
): Promise<readonly Finding[]> {
  const report = createReporter(check, member.mspId);
  const rootsFrom = "tlscacerts of its MSP in the channel's configuration";
  const found = await Promise.all(
    member.endpoints.map((endpoint) =>
      checkEndpoint({
        endpoint,
        roots: member.tlsRoots,
        report,
        what: `${what} ${endpoint}`,
        rootsFrom,
        nowMs,
      }),
    ),
  );
  return found.flat().map(soften);
}

/** Whether each company's anchor peers are in the channel's configuration and answer. */
export async function checkAnchors(
  { companies }: ChannelView,
  { hasGossip, nowMs }: { hasGossip: boolean; nowMs: number },
): Promise<readonly Finding[]> {
  if (!hasGossip) {
    return [
      createReporter('anchors', 'channel').skipped('nothing gossips here: a devnet needs no anchor peers'),
    ];
  }
  const found = await Promise.all(
    companies.map(async (company) => {
      if (company.endpoints.length > 0) {
        return checkNodes(company, { check: 'anchors', what: 'the anchor peer', nowMs });
      }
      const message = `the channel's configuration names no anchor peer of ${company.mspId}`;
      const remedy = `add one by a config update (AnchorPeers of ${company.mspId}): companies find each other's peers by them`;
      return [createReporter('anchors', company.mspId).warning(message, remedy)];
    }),
  );
  return found.flat();
}

/** Whether the orderers that the channel's configuration names answer, with certificates of their organisation. */
export async function checkOrderers({ orderers }: ChannelView, nowMs: number): Promise<readonly Finding[]> {
  const found = await Promise.all(
    orderers.map((member) => checkNodes(member, { check: 'orderers', what: 'the orderer', nowMs })),
  );
  const findings = found.flat();
  const isAnyReached = findings.some(({ status }) => status === 'ok');
  if (findings.length > 0 && !isAnyReached) {
    findings.push(
      createReporter('orderers', 'channel').warning(
        'no orderer answers this machine',
        "start them; if only peers reach them, the peers' logs say whether they do",
      ),
    );
  }
  return findings;
}
