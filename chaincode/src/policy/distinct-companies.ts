import { ContractError } from '../errors.js';
import { CHAINCODE_LIMITS } from '../limits.js';
import type { CompanyPolicy } from './envelope.js';

/**
 * The same policy in a form that names no company twice on the way to being satisfied. A peer's signature counts for one
 * place of a policy only, so where a company stands in two places that are needed together, two of its peers would have to
 * sign; Fabric's gateway then finds no set of peers although there are sets without that company in both places
 * (common/policies/inquire of Fabric). What is left are the sets of distinct companies.
 *
 * @throws ContractError `RULE_UNREACHABLE` when no such set exists, `TOO_MANY` when there are too many
 */
export function toDistinctCompanies(policy: CompanyPolicy): CompanyPolicy {
  const leaves = leavesOf(policy);
  if (new Set(leaves).size === leaves.length) return policy;
  const sets = minimalSets(setsOf(policy));
  const policies = sets.map((set): CompanyPolicy => {
    const [only] = set;
    return set.length === 1 && only !== undefined ? only : { n: set.length, of: set };
  });
  const [first] = policies;
  if (first === undefined) throw new ContractError({ code: 'RULE_UNREACHABLE', field: 'rule' });
  return policies.length === 1 ? first : { n: 1, of: policies };
}

function leavesOf(policy: CompanyPolicy): string[] {
  return typeof policy === 'string' ? [policy] : policy.of.flatMap(leavesOf);
}

/** Sorted sets of distinct companies, any of which satisfies the policy. */
function setsOf(policy: CompanyPolicy): string[][] {
  if (typeof policy === 'string') return [[policy]];
  // byCount[k]: what satisfies k of the parts that were looked at.
  let byCount: string[][][] = [[[]], ...Array.from({ length: policy.n }, () => [])];
  for (const part of policy.of) {
    const partSets = setsOf(part);
    byCount = byCount.map((sets, count) => {
      const joined = (byCount[count - 1] ?? []).flatMap((set) => joinDistinct(set, partSets));
      return bounded(minimalSets([...sets, ...joined]));
    });
  }
  return byCount[policy.n] ?? [];
}

function joinDistinct(set: readonly string[], others: readonly string[][]): string[][] {
  return others
    .filter((other) => other.every((company) => !set.includes(company)))
    .map((other) => [...set, ...other].sort());
}

function minimalSets(sets: readonly string[][]): string[][] {
  const bySize = [...sets].sort((a, b) => a.length - b.length || (a.join('/') < b.join('/') ? -1 : 1));
  const minimal: string[][] = [];
  for (const set of bySize) {
    if (!minimal.some((smaller) => smaller.every((company) => set.includes(company)))) minimal.push(set);
  }
  return minimal;
}

function bounded(sets: string[][]): string[][] {
  if (sets.length <= CHAINCODE_LIMITS.ruleSetsMax) return sets;
  throw new ContractError({
    code: 'TOO_MANY',
    field: 'rule',
    details: { max: CHAINCODE_LIMITS.ruleSetsMax },
  });
}
