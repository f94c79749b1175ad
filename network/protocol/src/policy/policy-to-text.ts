import { common, msp, type peer } from '@hyperledger/fabric-protos';

const roleNames = new Map<number, string>(
  Object.entries(msp.MSPRole.MSPRoleType).map(([name, role]) => [role, name.toLowerCase()]),
);

/**
 * The text of an envelope, in the form that `textToSignaturePolicy` reads. Principals that the text cannot name stand
 * between `<` and `>`: such a text is for people only.
 */
export function signaturePolicyToText(envelope: common.SignaturePolicyEnvelope): string {
  const principals = envelope.getIdentitiesList().map(principalToText);
  const rule = envelope.getRule();
  if (!rule) return '<no rule>';
  const text = ruleToText(rule, principals);
  return rule.hasNOutOf() ? text : `OR(${text})`;
}

/** What an application policy says: text, or the path that it refers to. */
export function applicationPolicyToText(policy: peer.ApplicationPolicy): string {
  const envelope = policy.getSignaturePolicy();
  return envelope ? signaturePolicyToText(envelope) : policy.getChannelConfigPolicyReference();
}

function ruleToText(rule: common.SignaturePolicy, principals: readonly string[]): string {
  const gate = rule.getNOutOf();
  if (!gate) return principals[rule.getSignedBy()] ?? '<unknown principal>';
  const rules = gate.getRulesList().map((part) => ruleToText(part, principals));
  const n = gate.getN();
  if (n === rules.length && n > 0) return `${n === 1 ? 'OR' : 'AND'}(${rules.join(', ')})`;
  if (n === 1 && rules.length > 0) return `OR(${rules.join(', ')})`;
  return `OutOf(${[String(n), ...rules].join(', ')})`;
}

/** A principal as a policy's text names it, or between `<` and `>` when no text can. */
export function principalToText(principal: msp.MSPPrincipal): string {
  const { Classification } = msp.MSPPrincipal;
  const bytes = principal.getPrincipal_asU8();
  try {
    switch (principal.getPrincipalClassification()) {
      case Classification.ROLE: {
        const role = msp.MSPRole.deserializeBinary(bytes);
        return `'${role.getMspIdentifier()}.${roleNames.get(role.getRole()) ?? role.getRole()}'`;
      }
      case Classification.ORGANIZATION_UNIT: {
        const unit = msp.OrganizationUnit.deserializeBinary(bytes);
        return `<unit ${unit.getOrganizationalUnitIdentifier()} of ${unit.getMspIdentifier()}>`;
      }
      case Classification.IDENTITY:
        return `<an identity of ${msp.SerializedIdentity.deserializeBinary(bytes).getMspid()}>`;
      case Classification.ANONYMITY:
      case Classification.COMBINED:
      default:
        return '<principal>';
    }
  } catch {
    return '<malformed principal>';
  }
}
