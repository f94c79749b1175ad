import { checkLimits } from './limits';

/** All sets of the names but the empty one, the smallest first. */
function allSets(names: readonly string[]): string[][] {
  let sets: string[][] = [[]];
  for (const name of names) sets = [...sets, ...sets.map((set) => [...set, name])];
  return sets.slice(1);
}

/** Each alone, the first so many, and all but one. */
function someSets(names: readonly string[]): string[][] {
  return [
    ...names.map((name) => [name]),
    ...names.slice(2).map((_name, index) => names.slice(0, index + 2)),
    ...names.map((left) => names.filter((name) => name !== left)),
    [...names],
  ];
}

/**
 * The sets of companies whose endorsements are tried, the smallest first: every set of a few companies; of more, each alone, the
 * first two, three and so on, all but one, and all.
 */
export function companySets(mspIds: readonly string[]): readonly (readonly string[])[] {
  const isFew = mspIds.length <= checkLimits.companiesOfAllSetsMax;
  const sets = isFew ? allSets(mspIds) : someSets(mspIds);
  const distinct = new Map(sets.map((set) => [set.join('\n'), set]));
  return [...distinct.values()].toSorted((a, b) => a.length - b.length).slice(0, checkLimits.setsMax);
}
