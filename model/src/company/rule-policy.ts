import { ModelError, unlessRefused } from '../errors';
import type { Placeholder, Rule } from './rule-syntax';

/** Who the placeholders of a rule are. `self` is the company whose rule it is; what is absent means `self`. */
export type Parties = { readonly self: string } & { readonly [P in Placeholder]?: string | undefined };

/** A policy over companies: one company, or `n` of some policies. */
type CompanyPolicy = string | { readonly n: number; readonly of: readonly CompanyPolicy[] };

/**
 * The companies that vouch for a fact under a rule: those of `base`, and as few others as the rule demands; between equally many,
 * those that come first in the rule.
 * @throws ModelError `RULE_UNREACHABLE` where the rule asks for more companies than take part
 */
export function vouchersUnder(rule: Rule, parties: Parties, base: readonly string[]): string[] {
  const chosen = choose(substitute(rule, parties), new Set(base));
  return [...new Set([...base, ...chosen])].sort();
}

/** True when these companies' seals are what a rule demands. */
export function isSatisfied(rule: Rule, parties: Parties, vouchers: readonly string[]): boolean {
  return unlessRefused(() => isMet(substitute(rule, parties), new Set(vouchers))) === true;
}

/** The companies that a rule names itself, beside its placeholders. */
export function companiesNamedBy(rule: Rule): string[] {
  if (rule.kind === 'company') return [rule.mspId];
  return rule.kind === 'placeholder' ? [] : [...new Set(rule.of.flatMap(companiesNamedBy))];
}

/** @throws ModelError `RULE_UNREACHABLE` when not even companies that are all different can satisfy the rule */
export function demandReachable(rule: Rule): void {
  substitute(rule, {
    self: '{self}',
    consignor: '{consignor}',
    consignee: '{consignee}',
    custodian: '{custodian}',
    operator: '{operator}',
    issuer: '{issuer}',
    partner: '{partner}',
  });
}

/** Equal companies and equal parts count once. */
function substitute(rule: Rule, parties: Parties): CompanyPolicy {
  if (rule.kind === 'company') return rule.mspId;
  if (rule.kind === 'placeholder') return parties[rule.name] ?? parties.self;
  const of = distinct(rule.of.map((part) => substitute(part, parties)));
  const n = rule.kind === 'outOf' ? rule.n : rule.gate === 'and' ? of.length : 1;
  const reachable = Math.min(of.length, new Set(of.flatMap(companiesOf)).size);
  if (rule.kind === 'outOf' && (n < 1 || n > reachable)) {
    throw new ModelError({
      code: 'RULE_UNREACHABLE',
      field: 'rule',
      rule: 'reachable by distinct companies',
      details: { n, distinct: reachable },
    });
  }
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { n, of };
}

function distinct(parts: readonly CompanyPolicy[]): CompanyPolicy[] {
  return [...new Map(parts.map((part) => [JSON.stringify(part), part] as const)).values()];
}

function companiesOf(policy: CompanyPolicy): string[] {
  return typeof policy === 'string' ? [policy] : policy.of.flatMap(companiesOf);
}

function isMet(policy: CompanyPolicy, vouchers: ReadonlySet<string>): boolean {
  if (typeof policy === 'string') return vouchers.has(policy);
  return policy.of.filter((part) => isMet(part, vouchers)).length >= policy.n;
}

/** Takes time in proportion to the rule's length: each part is looked at once. */
function choose(policy: CompanyPolicy, base: ReadonlySet<string>): string[] {
  if (typeof policy === 'string') return [policy];
  const parts = policy.of
    .map((part) => choose(part, base))
    .map((companies) => ({ companies, missing: companies.filter((company) => !base.has(company)).length }));
  const fewest = parts.toSorted((a, b) => a.missing - b.missing).slice(0, policy.n);
  return [...new Set(fewest.flatMap(({ companies }) => companies))];
}
