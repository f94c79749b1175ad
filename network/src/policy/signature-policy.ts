import { common, msp } from '@hyperledger/fabric-protos';
import { limits } from '../limits';
import type { Identity, MspManager } from '../msp/types';
import { type OrganisationSet, minimalSets, thresholdSets } from './organisation-sets';
import { invalidPolicy } from './policy-tokens';
import type { Policy } from './types';

export interface SignaturePolicyOptions {
  /** `common.SignaturePolicyEnvelope` bytes. */
  readonly envelopeBytes: Uint8Array;
  readonly mspManager: MspManager;
}

/** A compiled rule: `used` marks the identities that earlier rules took. */
interface Rule {
  evaluate(identities: readonly Identity[], used: boolean[]): boolean;
  organisations(available: ReadonlySet<string>): OrganisationSet[];
}

/**
 * A policy over signatures, each of which counts for one principal only.
 * Mirrors common/cauthdsl. @throws NetworkError POLICY_INVALID
 */
export function createSignaturePolicy(options: SignaturePolicyOptions): Policy {
  const envelope = decodeEnvelope(options.envelopeBytes);
  if (envelope.getVersion() !== 0) throw invalidPolicy(`version ${envelope.getVersion()} is unknown`, '');
  const principals = envelope
    .getIdentitiesList()
    .map((principal) => compilePrincipal(principal, options.mspManager));
  const rule = compileRule({ rule: envelope.getRule(), principals, depth: 1 });
  return {
    isSatisfiedBy: (identities) =>
      rule.evaluate(
        identities,
        Array.from(identities, () => false),
      ),
    minimalOrganisations: ({ available }) => minimalSets(rule.organisations(new Set(available))),
  };
}

function decodeEnvelope(bytes: Uint8Array): common.SignaturePolicyEnvelope {
  try {
    return common.SignaturePolicyEnvelope.deserializeBinary(bytes);
  } catch {
    throw invalidPolicy('the bytes are no SignaturePolicyEnvelope', '');
  }
}

function compileRule(options: {
  rule: common.SignaturePolicy | undefined;
  principals: readonly Rule[];
  depth: number;
}): Rule {
  const { rule, principals, depth } = options;
  if (depth > limits.policyDepthMax) throw invalidPolicy('it is nested too deeply', '');
  if (rule?.hasNOutOf()) {
    const gate = rule.getNOutOf();
    const rules = (gate?.getRulesList() ?? []).map((part) =>
      compileRule({ rule: part, principals, depth: depth + 1 }),
    );
    return compileGate(gate?.getN() ?? 0, rules);
  }
  if (!rule?.hasSignedBy()) throw invalidPolicy('a rule is empty', '');
  const principal = principals[rule.getSignedBy()];
  if (!principal) throw invalidPolicy(`identity index ${rule.getSignedBy()} is out of range`, '');
  return principal;
}

function compileGate(n: number, rules: readonly Rule[]): Rule {
  return {
    evaluate(identities, used) {
      let verified = 0;
      for (const rule of rules) {
        const tried = [...used];
        if (!rule.evaluate(identities, tried)) continue;
        verified += 1;
        tried.forEach((isUsed, index) => {
          used[index] = isUsed;
        });
      }
      return verified >= n;
    },
    organisations: (available) =>
      thresholdSets({ n, rules: rules.map((rule) => rule.organisations(available)), isDisjoint: true }),
  };
}

function compilePrincipal(principal: msp.MSPPrincipal, mspManager: MspManager): Rule {
  // Manager and principal never change, so neither does the answer for an identity.
  const answers = new WeakMap<Identity, boolean>();
  const isSatisfied = (identity: Identity): boolean => {
    let answer = answers.get(identity);
    if (answer === undefined) {
      answer = mspManager.satisfies({ identity, principal });
      answers.set(identity, answer);
    }
    return answer;
  };
  const mspId = peerCompanyOf(principal, mspManager);
  return {
    evaluate(identities, used) {
      const index = identities.findIndex((identity, at) => used[at] === false && isSatisfied(identity));
      if (index < 0) return false;
      used[index] = true;
      return true;
    },
    organisations: (available) => (mspId !== undefined && available.has(mspId) ? [[mspId]] : []),
  };
}

/** The company whose peers a principal names; undefined when it names no peers. */
function peerCompanyOf(principal: msp.MSPPrincipal, mspManager: MspManager): string | undefined {
  const { Classification } = msp.MSPPrincipal;
  const bytes = principal.getPrincipal_asU8();
  try {
    switch (principal.getPrincipalClassification()) {
      case Classification.ROLE: {
        const role = msp.MSPRole.deserializeBinary(bytes);
        const { MEMBER, PEER } = msp.MSPRole.MSPRoleType;
        return role.getRole() === MEMBER || role.getRole() === PEER ? role.getMspIdentifier() : undefined;
      }
      case Classification.ORGANIZATION_UNIT: {
        const unit = msp.OrganizationUnit.deserializeBinary(bytes);
        return unit.getOrganizationalUnitIdentifier() === 'peer' ? unit.getMspIdentifier() : undefined;
      }
      case Classification.IDENTITY: {
        const identity = mspManager.deserialize(bytes);
        return identity.role === 'peer' ? identity.mspId : undefined;
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
