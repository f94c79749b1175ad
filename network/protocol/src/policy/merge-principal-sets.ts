import { limits } from '../base/limits';
import { type ComparablePrincipal, isCovered } from './comparable-principal';
import type { PrincipalSet } from './principal-sets';

type Sets = readonly PrincipalSet[];
/** Which of the other sets contain a set: positions by position. */
type Containing = ReadonlyMap<number, readonly number[]>;

/**
 * Sets of principals that satisfy two policies at once. Where a set of one policy covers one of the other, only such pairs
 * are merged: other pairs would satisfy both, too, but Fabric does not look for them. Positions are tried in ascending
 * order, where Fabric's maps have none. Bounded by `limits.principalSetsMax`. Mirrors common/policies/inquire/merge.go.
 */
export function mergePrincipalSets(options: { readonly left: Sets; readonly right: Sets }): PrincipalSet[] {
  const { left, right } = options;
  const leftInRight = containingSets(left, right);
  const freeLeft = left.filter((_, at) => !leftInRight.has(at));
  const rightInLeft = containingSets(right, freeLeft);
  const freeRight = right.filter((_, at) => !rightInLeft.has(at));

  const merged = [
    ...mergeContained({ inner: left, outer: right, containing: leftInRight }),
    ...mergeContained({ inner: right, outer: freeLeft, containing: rightInLeft }),
  ];
  const usedLeft = new Set([...rightInLeft.values()].flat());
  // Fabric applies positions within all right sets to those that are left over, and so does this.
  const usedRight = new Set([...leftInRight.values()].flat());
  const restLeft = freeLeft.filter((_, at) => !usedLeft.has(at));
  const restRight = freeRight.filter((_, at) => !usedRight.has(at));
  for (const inner of restLeft) {
    if (merged.length >= limits.principalSetsMax) break;
    merged.push(...restRight.map((outer) => mergePair({ inner, outer })));
  }
  return reduceSets(merged.slice(0, limits.principalSetsMax));
}

/** A set contains another when each of its principals is covered; one may cover several here. */
function containingSets(inner: Sets, outer: Sets): Containing {
  const principals = [...new Map(inner.flat().map((principal) => [principal.key, principal])).values()];
  const coveredKeys = outer.map((set) => {
    const covered = principals.filter((general) => set.some((special) => isCovered({ general, special })));
    return new Set(covered.map(({ key }) => key));
  });
  const containing = new Map<number, number[]>();
  inner.forEach((set, at) => {
    const found = [...outer.keys()].filter((position) =>
      set.every(({ key }) => coveredKeys[position]?.has(key)),
    );
    if (found.length > 0) containing.set(at, found);
  });
  return containing;
}

function mergeContained(options: { inner: Sets; outer: Sets; containing: Containing }): PrincipalSet[] {
  const { inner, outer, containing } = options;
  return [...containing].flatMap(([at, positions]) =>
    positions.map((position) => mergePair({ inner: inner[at] ?? [], outer: outer[position] ?? [] })),
  );
}

/** The outer set and what it leaves uncovered of the inner one, each principal covering one at most. */
function mergePair(options: { inner: PrincipalSet; outer: PrincipalSet }): PrincipalSet {
  const { inner, outer } = options;
  const used = new Set<number>();
  const uncovered: ComparablePrincipal[] = [];
  for (const general of inner) {
    const cover = outer.findIndex((special, at) => !used.has(at) && isCovered({ general, special }));
    if (cover < 0) uncovered.push(general);
    else used.add(cover);
  }
  return [...outer, ...uncovered];
}

/** Drops sets that contain another until none does. How often a principal is in a set does not count. */
function reduceSets(sets: Sets): PrincipalSet[] {
  let current = [...sets];
  for (;;) {
    const keys = current.map((set) => new Set(set.map(({ key }) => key)));
    const reduced = current.filter((_, at) => !isDropped(keys, at));
    if (reduced.length === current.length) return reduced;
    current = reduced;
  }
}

/** The last of the sets that are alike decides, as in Fabric: of equal ones the first is kept. */
function isDropped(keys: readonly ReadonlySet<string>[], at: number): boolean {
  const own = keys[at] ?? new Set<string>();
  let dropped = false;
  keys.forEach((other, position) => {
    if (position === at) return;
    if (isSubset(other, own)) dropped = true;
    if (at < position && isSubset(own, other)) dropped = false;
  });
  return dropped;
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  if (part.size > whole.size) return false;
  for (const key of part) if (!whole.has(key)) return false;
  return true;
}
