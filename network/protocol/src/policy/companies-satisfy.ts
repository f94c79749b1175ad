import type { common } from '@hyperledger/fabric-protos';
import { msp } from '@hyperledger/fabric-protos';

/** Marks the company whose peer a principal takes; false when none is left. */
function takePeer(principal: msp.MSPPrincipal | undefined, free: Set<string>): boolean {
  if (principal?.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) return false;
  const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
  const { MEMBER, PEER } = msp.MSPRole.MSPRoleType;
  return (role.getRole() === PEER || role.getRole() === MEMBER) && free.delete(role.getMspIdentifier());
}

function isRuleSatisfied(
  rule: common.SignaturePolicy | undefined,
  principals: readonly msp.MSPPrincipal[],
  free: Set<string>,
): boolean {
  const gate = rule?.getNOutOf();
  if (gate === undefined) return takePeer(principals[rule?.getSignedBy() ?? -1], free);
  let satisfied = 0;
  for (const part of gate.getRulesList()) {
    const tried = new Set(free);
    if (!isRuleSatisfied(part, principals, tried)) continue;
    satisfied += 1;
    for (const mspId of free) if (!tried.has(mspId)) free.delete(mspId);
  }
  return satisfied >= gate.getN();
}

/** True when one peer of each of these companies together satisfy a policy. Mirrors common/cauthdsl. */
export function companiesSatisfy(
  envelope: common.SignaturePolicyEnvelope,
  mspIds: readonly string[],
): boolean {
  return isRuleSatisfied(envelope.getRule(), envelope.getIdentitiesList(), new Set(mspIds));
}
