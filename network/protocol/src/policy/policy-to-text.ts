import { createHash } from 'node:crypto';
import { msp, peer, type common } from '@hyperledger/fabric-protos';
import { decodeMessage } from '../base/decode';
import { isWhole } from '../base/is-whole';
import { limits } from '../base/limits';

const roleNames = new Map<number, string>(
  Object.entries(msp.MSPRole.MSPRoleType).map(([name, role]) => [role, name.toLowerCase()]),
);

const anonymityNames = new Map<number, string>(
  Object.entries(msp.MSPIdentityAnonymity.MSPIdentityAnonymityType).map(([name, type]) => [
    type,
    name.toLowerCase(),
  ]),
);

/** The only version of an envelope that Fabric evaluates. */
const envelopeVersion = 0;

/**
 * The text of an envelope, in the form that `textToSignaturePolicy` reads. What the text cannot name is between `<` and `>`: such a
 * text is for people only, and leaves nothing out.
 */
export function signaturePolicyToText(envelope: common.SignaturePolicyEnvelope): string {
  const principals = envelope.getIdentitiesList().map((principal) => principalToText(principal));
  const rule = envelope.getRule();
  const used = new Set<number>();
  const text = rule === undefined ? '<no rule>' : ruleToText(rule, { principals, used });
  const unused = principals.filter((_, index) => !used.has(index));
  return [
    rule?.hasNOutOf() === false ? `OR(${text})` : text,
    ...(envelope.getVersion() === envelopeVersion ? [] : [`<version ${envelope.getVersion()}>`]),
    ...(unused.length === 0 ? [] : [`<lists ${unused.join(', ')} and asks for nobody of these>`]),
  ].join(' ');
}

/** What an application policy says: text, or the path that it refers to. */
export function applicationPolicyToText(policy: peer.ApplicationPolicy): string {
  const envelope = policy.getSignaturePolicy();
  return envelope ? signaturePolicyToText(envelope) : policy.getChannelConfigPolicyReference();
}

/**
 * What a definition's `peer.ApplicationPolicy` bytes say, for people; where they hold more than is understood, all of them are shown.
 * @throws NetworkError MALFORMED_MESSAGE
 */
export function applicationPolicyBytesToText(bytes: Uint8Array): string {
  const policy = decodeMessage({ type: peer.ApplicationPolicy, bytes, name: 'ApplicationPolicy' });
  if (isWhole(policy, bytes)) return applicationPolicyToText(policy);
  return `<policy that is not understood in whole: ${toHex(bytes)}>`;
}

function ruleToText(
  rule: common.SignaturePolicy,
  listed: { readonly principals: readonly string[]; readonly used: Set<number> },
): string {
  const gate = rule.getNOutOf();
  if (!gate && !rule.hasSignedBy()) return '<no rule>';
  if (!gate) {
    const index = rule.getSignedBy();
    listed.used.add(index);
    return listed.principals[index] ?? `<unknown principal ${index}>`;
  }
  const rules = gate.getRulesList().map((part) => ruleToText(part, listed));
  const n = gate.getN();
  if (n === rules.length && n > 0) return `${n === 1 ? 'OR' : 'AND'}(${rules.join(', ')})`;
  if (n === 1 && rules.length > 0) return `OR(${rules.join(', ')})`;
  return `OutOf(${[String(n), ...rules].join(', ')})`;
}

/** Reads a part of a principal; one that holds more than is known here is not reported as if it were understood. */
function readWhole<T extends { serializeBinary(): Uint8Array }>(
  type: { deserializeBinary(bytes: Uint8Array): T },
  bytes: Uint8Array,
): T {
  const message = type.deserializeBinary(bytes);
  if (!isWhole(message, bytes)) throw new TypeError('more than is known');
  return message;
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A name as it is where it can be in a policy's text; quoted where it might look like more of it. */
const toName = (name: string): string => (/^[A-Za-z0-9.-]+$/.test(name) ? name : JSON.stringify(name));

function certificateToName(idBytes: Uint8Array): string {
  return `SHA-256 of its PEM ${createHash('sha256').update(idBytes).digest('hex')}`;
}

/** A principal as a policy's text names it, or between `<` and `>` when no text can. */
export function principalToText(principal: msp.MSPPrincipal, depth = 0): string {
  const { Classification } = msp.MSPPrincipal;
  const bytes = principal.getPrincipal_asU8();
  const classification = principal.getPrincipalClassification();
  try {
    switch (classification) {
      case Classification.ROLE: {
        const role = readWhole(msp.MSPRole, bytes);
        const name = toName(role.getMspIdentifier());
        const text = `${name}.${roleNames.get(role.getRole()) ?? role.getRole()}`;
        return name === role.getMspIdentifier() ? `'${text}'` : `<${text}>`;
      }
      case Classification.ORGANIZATION_UNIT: {
        const unit = readWhole(msp.OrganizationUnit, bytes);
        const by = toHex(unit.getCertifiersIdentifier_asU8());
        const certified = by === '' ? 'of no authority' : `certified by ${by}`;
        return `<unit ${toName(unit.getOrganizationalUnitIdentifier())} of ${toName(unit.getMspIdentifier())}, ${certified}>`;
      }
      case Classification.IDENTITY: {
        const identity = readWhole(msp.SerializedIdentity, bytes);
        return `<an identity of ${toName(identity.getMspid())}, ${certificateToName(identity.getIdBytes_asU8())}>`;
      }
      case Classification.ANONYMITY: {
        const type = readWhole(msp.MSPIdentityAnonymity, bytes).getAnonymityType();
        return `<anybody, ${anonymityNames.get(type) ?? type}>`;
      }
      case Classification.COMBINED: {
        const parts = readWhole(msp.CombinedPrincipal, bytes).getPrincipalsList();
        if (depth >= limits.policyDepthMax) break;
        return `<at once: ${parts.map((part) => principalToText(part, depth + 1)).join(' and ')}>`;
      }
    }
  } catch {
    return `<malformed principal of kind ${classification}: ${toHex(bytes)}>`;
  }
  return `<principal of kind ${classification}: ${toHex(bytes)}>`;
}
