import { common, type msp } from '@hyperledger/fabric-protos';
import { limits } from '../base/limits';
import type { Identity, MspManager } from '../msp/types';
import { principalToComparable } from './comparable-principal';
import type { PolicyAnswer } from './policy-answer';
import { principalToText } from './policy-to-text';
import { invalidPolicy } from './policy-tokens';
import type { Policy, PolicyRule } from './types';

interface SignaturePolicyOptions {
  /** `common.SignaturePolicyEnvelope` bytes. */
  readonly envelopeBytes: Uint8Array;
  readonly mspManager: MspManager;
}

/** A compiled rule: `used` marks the identities that earlier rules took, `answers` takes the rule's own answer when somebody asks. */
interface Rule {
  evaluate(identities: readonly Identity[], used: boolean[], answers?: PolicyAnswer[]): boolean;
  readonly shape: PolicyRule;
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
    explain(identities) {
      const answers: PolicyAnswer[] = [];
      const used = Array.from(identities, () => false);
      const isSatisfied = rule.evaluate(identities, used, answers);
      return answers[0] ?? { kind: 'gate', isSatisfied, n: 0, rules: [] };
    },
    rule: rule.shape,
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
    evaluate(identities, used, answers) {
      const inner: PolicyAnswer[] | undefined = answers && [];
      let verified = 0;
      for (const rule of rules) {
        const tried = [...used];
        if (!rule.evaluate(identities, tried, inner)) continue;
        verified += 1;
        tried.forEach((isUsed, index) => {
          used[index] = isUsed;
        });
      }
      if (inner) answers?.push({ kind: 'gate', isSatisfied: verified >= n, n, rules: inner });
      return verified >= n;
    },
    shape: { kind: 'gate', n, rules: rules.map(({ shape }) => shape) },
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
  return {
    evaluate(identities, used, answers) {
      const index = identities.findIndex((identity, at) => used[at] === false && isSatisfied(identity));
      const isTaken = index >= 0;
      if (isTaken) used[index] = true;
      answers?.push({ kind: 'principal', isSatisfied: isTaken, name: principalToText(principal) });
      return isTaken;
    },
    shape: { kind: 'principal', principal: principalToComparable(principal) },
  };
}
