import { msp } from '@hyperledger/fabric-protos';

/** A principal that can be weighed against others. */
export interface ComparablePrincipal {
  readonly principal: msp.MSPPrincipal;
  /** Equal for principals of one classification and the same bytes. */
  readonly key: string;
  readonly mspId: string;
  /** What it names within the company. */
  readonly named:
    | { readonly kind: 'role'; readonly role: number }
    | { readonly kind: 'unit'; readonly unit: string }
    | { readonly kind: 'identity'; readonly identity: string };
}

/** Undefined when the principal is malformed or of no company. Mirrors common/policies/inquire/compare.go. */
export function principalToComparable(principal: msp.MSPPrincipal): ComparablePrincipal | undefined {
  const bytes = principal.getPrincipal_asU8();
  const classification = principal.getPrincipalClassification();
  const { Classification } = msp.MSPPrincipal;
  const key = `${classification} ${toKey(bytes)}`;
  try {
    switch (classification) {
      case Classification.ROLE: {
        const role = msp.MSPRole.deserializeBinary(bytes);
        return {
          principal,
          key,
          mspId: role.getMspIdentifier(),
          named: { kind: 'role', role: role.getRole() },
        };
      }
      case Classification.ORGANIZATION_UNIT: {
        const named = msp.OrganizationUnit.deserializeBinary(bytes);
        const certifiers = toKey(named.getCertifiersIdentifier_asU8());
        const unit = `${certifiers.length} ${certifiers}${named.getOrganizationalUnitIdentifier()}`;
        return { principal, key, mspId: named.getMspIdentifier(), named: { kind: 'unit', unit } };
      }
      case Classification.IDENTITY: {
        const serialized = msp.SerializedIdentity.deserializeBinary(bytes);
        const identity = toKey(serialized.getIdBytes_asU8());
        return { principal, key, mspId: serialized.getMspid(), named: { kind: 'identity', identity } };
      }
      case Classification.ANONYMITY:
      case Classification.COMBINED:
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

/** True when whoever is `special` is surely `general` too: a peer is a member, but which roles a unit gives is unknown. */
export function isCovered(options: {
  readonly general: ComparablePrincipal;
  readonly special: ComparablePrincipal;
}): boolean {
  const { general, special } = options;
  if (general.mspId !== special.mspId) return false;
  if (general.named.kind === 'role') {
    const { role } = general.named;
    if (role === msp.MSPRole.MSPRoleType.MEMBER) return true;
    return special.named.kind === 'role' && special.named.role === role;
  }
  if (general.named.kind === 'unit') {
    return special.named.kind === 'unit' && special.named.unit === general.named.unit;
  }
  return special.named.kind === 'identity' && special.named.identity === general.named.identity;
}

function toKey(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
