import { createKeyBook, writeOrganizations } from '@kontti/fabric-protocol/certificates';
import { createMember, memberToCompany, memberToOrganization, type FabricCompany } from './members';
import type { NetworkPlan } from './network-plan';
import { startNode, type NodeSupervision } from './nodes';
import type { FabricNode } from './find-node';
import { planCompany, type TopologyOptions } from './topology';

/**
 * Makes the certificates of one more company, writes its folder and starts its peers, which belong to no channel yet.
 * @throws NetworkError OPTION_INVALID, FABRIC_START_FAILED
 */
export async function startCompany(
  company: TopologyOptions['companies'][number],
  options: {
    readonly plan: NetworkPlan;
    readonly supervision: NodeSupervision;
    /** What was started is added to these. */
    readonly nodes: FabricNode[];
  },
): Promise<FabricCompany> {
  const { plan, supervision, nodes } = options;
  const { mspId, domain, keyType } = company;
  const peers = await planCompany(company, plan.couchdb !== undefined);
  const keys = createKeyBook();
  const member = await createMember({ mspId, domain, keyType, role: 'peer', nodes: peers, keys });
  const peerOrganizations = [memberToOrganization(member)];
  await writeOrganizations({ directory: plan.organizations, peerOrganizations, keys });
  const own = { ...plan, topology: { ...plan.topology, peers } };
  for (const node of peers) {
    await startNode(own, node, { ...supervision, onStarted: (started) => nodes.push(started) });
  }
  return memberToCompany(member, peers);
}
