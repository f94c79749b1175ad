import { msp } from '@hyperledger/fabric-protos';
import { limits } from '../base/limits';
import { type CompanyMsp, roleToNodeRole } from './company-msp';
import type { ParsedIdentity } from './identity';

interface PrincipalOptions {
  readonly identity: ParsedIdentity;
  readonly company: CompanyMsp;
  readonly principal: msp.MSPPrincipal;
  readonly deserialize: (serialized: Uint8Array) => ParsedIdentity;
  readonly depth?: number;
}

/** True when the identity is what the principal names. Mirrors msp/mspimpl.go. @throws on malformed principals. */
export function isPrincipal(options: PrincipalOptions): boolean {
  const { identity, company, principal, depth = 0 } = options;
  const bytes = principal.getPrincipal_asU8();
  const { Classification } = msp.MSPPrincipal;
  switch (principal.getPrincipalClassification()) {
    case Classification.ROLE:
      return hasRole({ identity, company, role: msp.MSPRole.deserializeBinary(bytes) });
    case Classification.ORGANIZATION_UNIT:
      return hasUnit({ identity, company, unit: msp.OrganizationUnit.deserializeBinary(bytes) });
    case Classification.IDENTITY: {
      const named = options.deserialize(bytes);
      if (named.mspId !== identity.mspId || !named.certificate.raw.equals(identity.certificate.raw)) {
        return false;
      }
      company.validate(identity);
      return true;
    }
    case Classification.ANONYMITY: {
      const anonymity = msp.MSPIdentityAnonymity.deserializeBinary(bytes).getAnonymityType();
      return anonymity === msp.MSPIdentityAnonymity.MSPIdentityAnonymityType.NOMINAL;
    }
    case Classification.COMBINED: {
      const parts = msp.CombinedPrincipal.deserializeBinary(bytes).getPrincipalsList();
      if (parts.length === 0 || depth >= limits.policyDepthMax) return false;
      return parts.every((part) => isPrincipal({ ...options, principal: part, depth: depth + 1 }));
    }
    default:
      return false;
  }
}

function hasRole(options: { identity: ParsedIdentity; company: CompanyMsp; role: msp.MSPRole }): boolean {
  const { identity, company, role } = options;
  if (role.getMspIdentifier() !== identity.mspId) return false;
  if (role.getRole() === msp.MSPRole.MSPRoleType.ADMIN && company.isNamedAdmin(identity)) return true;
  company.validate(identity);
  if (role.getRole() === msp.MSPRole.MSPRoleType.MEMBER) return true;
  const nodeRole = roleToNodeRole(role.getRole());
  return nodeRole !== undefined && company.hasUnitOf(identity, nodeRole);
}

function hasUnit(options: {
  identity: ParsedIdentity;
  company: CompanyMsp;
  unit: msp.OrganizationUnit;
}): boolean {
  const { identity, company, unit } = options;
  if (unit.getMspIdentifier() !== identity.mspId) return false;
  company.validate(identity);
  if (!identity.organizationalUnits.includes(unit.getOrganizationalUnitIdentifier())) return false;
  const certifiers = company.certifiersIdentifier(identity);
  return certifiers !== undefined && certifiers.equals(unit.getCertifiersIdentifier_asU8());
}
