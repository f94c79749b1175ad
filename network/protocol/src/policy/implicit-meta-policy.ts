import type { Policy } from './types';

export type MetaRule = 'ANY' | 'ALL' | 'MAJORITY';

interface ImplicitMetaPolicyOptions {
  readonly rule: MetaRule;
  /** The policy of that name of each company. */
  readonly subPolicies: readonly Policy[];
}

/** Holds when enough of the companies' own policies hold, each judged by all identities. Mirrors common/policies/implicitmeta.go. */
export function createImplicitMetaPolicy(options: ImplicitMetaPolicyOptions): Policy {
  const { subPolicies } = options;
  const threshold = metaRuleToThreshold(options.rule, subPolicies.length);
  return {
    isSatisfiedBy(identities) {
      let remaining = threshold;
      for (const subPolicy of subPolicies) {
        if (remaining === 0) break;
        if (subPolicy.isSatisfiedBy(identities)) remaining -= 1;
      }
      return remaining === 0;
    },
    explain(identities) {
      const rules = subPolicies.map((subPolicy) => subPolicy.explain(identities));
      const count = rules.filter(({ isSatisfied }) => isSatisfied).length;
      return { kind: 'gate', isSatisfied: count >= threshold, n: threshold, rules };
    },
    rule: { kind: 'gate', n: threshold, rules: subPolicies.map((subPolicy) => subPolicy.rule) },
  };
}

/** How many of the companies' own policies have to hold. */
export function metaRuleToThreshold(rule: MetaRule, count: number): number {
  if (count === 0) return 0;
  if (rule === 'ANY') return 1;
  return rule === 'ALL' ? count : Math.floor(count / 2) + 1;
}
