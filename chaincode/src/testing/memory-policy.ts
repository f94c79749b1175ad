import { common, msp } from '@hyperledger/fabric-protos';

/** True when peers of these companies satisfy the bytes of a key's policy, as Fabric's validation reads them. */
export function isPolicySatisfied(policy: Uint8Array, endorsers: ReadonlySet<string>): boolean {
  try {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(policy);
    const present = envelope.getIdentitiesList().map((principal) => {
      const { Classification } = msp.MSPPrincipal;
      if (principal.getPrincipalClassification() !== Classification.ROLE) return false;
      return endorsers.has(msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8()).getMspIdentifier());
    });
    const rule = envelope.getRule();
    return rule !== undefined && isRuleMet(rule, present);
  } catch {
    // Bytes that are no policy are a policy that no company satisfies.
    return false;
  }
}

function isRuleMet(rule: common.SignaturePolicy, present: readonly boolean[]): boolean {
  const gate = rule.getNOutOf();
  if (gate === undefined) return present[rule.getSignedBy()] === true;
  return gate.getRulesList().filter((part) => isRuleMet(part, present)).length >= gate.getN();
}
