import { ContractError } from '../errors.js';
import { toDistinctCompanies } from './distinct-companies.js';
import { companiesOf, type CompanyPolicy } from './envelope.js';
import type { Placeholder, Rule } from './rule-syntax.js';

/** Who the placeholders of a rule are. `self` is the company whose rule it is; what is absent stands for `self`. */
export type Parties = { readonly self: string } & { readonly [P in Placeholder]?: string | undefined };

/**
 * The policy that a rule means for these parties. Equal companies and equal parts count once, and what is needed together
 * comes from distinct companies.
 * @throws ContractError `RULE_UNREACHABLE` for 0 of n, and where distinct companies cannot reach n; `TOO_MANY`
 */
export function ruleToPolicy(rule: Rule, parties: Parties): CompanyPolicy {
  return toDistinctCompanies(substitute(rule, parties));
}

function substitute(rule: Rule, parties: Parties): CompanyPolicy {
  if (rule.kind === 'company') return rule.mspId;
  if (rule.kind === 'placeholder') return parties[rule.name] ?? parties.self;
  const of = distinct(rule.of.map((part) => substitute(part, parties)));
  const n = rule.kind === 'outOf' ? rule.n : rule.gate === 'and' ? of.length : 1;
  const reachable = Math.min(of.length, new Set(of.flatMap(companiesOf)).size);
  if (rule.kind === 'outOf' && (n < 1 || n > reachable)) {
    throw new ContractError({ code: 'RULE_UNREACHABLE', field: 'rule', details: { n, distinct: reachable } });
  }
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { n, of };
}

function distinct(parts: readonly CompanyPolicy[]): CompanyPolicy[] {
  const seen = new Map(parts.map((part) => [JSON.stringify(part), part] as const));
  return [...seen.values()];
}
