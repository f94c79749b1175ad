import { limits } from '../limits';

/** Companies in order of their names. */
export type OrganisationSet = readonly string[];

export interface ThresholdOptions {
  readonly n: number;
  /** For each rule the sets that satisfy it. */
  readonly rules: readonly (readonly OrganisationSet[])[];
  /** True when one signature must not serve two rules: each company then signs for one rule only. */
  readonly isDisjoint: boolean;
}

/** The smallest sets that satisfy n of the rules; bounded, so that a hostile policy costs little. */
export function thresholdSets(options: ThresholdOptions): OrganisationSet[] {
  const { n, rules, isDisjoint } = options;
  // satisfying[k]: sets that satisfy k of the rules seen so far.
  let satisfying: OrganisationSet[][] = [[[]]];
  for (const ruleSets of rules) {
    const next: OrganisationSet[][] = satisfying.map((sets) => [...sets]);
    satisfying.forEach((sets, count) => {
      if (count >= n) return;
      const joined = sets.flatMap((set) =>
        ruleSets.flatMap((ruleSet) => joinSets({ set, ruleSet, isDisjoint })),
      );
      next[count + 1] = minimalSets([...(next[count + 1] ?? []), ...joined]);
    });
    satisfying = next;
  }
  return satisfying[Math.max(n, 0)] ?? [];
}

function joinSets(options: {
  set: OrganisationSet;
  ruleSet: OrganisationSet;
  isDisjoint: boolean;
}): OrganisationSet[] {
  const { set, ruleSet, isDisjoint } = options;
  if (isDisjoint && ruleSet.some((name) => set.includes(name))) return [];
  return [[...new Set([...set, ...ruleSet])].toSorted()];
}

/** Drops doubles and sets that contain another one: fewest companies first, then by name. */
export function minimalSets(sets: readonly OrganisationSet[]): OrganisationSet[] {
  const byName = (set: OrganisationSet) => set.join('\0');
  const ordered = sets.toSorted((a, b) => a.length - b.length || (byName(a) < byName(b) ? -1 : 1));
  const minimal: OrganisationSet[] = [];
  for (const set of ordered) {
    if (minimal.length >= limits.organisationSetsMax) break;
    if (!minimal.some((smaller) => smaller.every((name) => set.includes(name)))) minimal.push(set);
  }
  return minimal;
}
