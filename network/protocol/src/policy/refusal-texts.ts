/** What an implicit policy of rule ANY says when no company's own holds. */
export function noSubPolicySatisfied(name: 'Readers' | 'Writers'): string {
  return `implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the '${name}' sub-policies to be satisfied`;
}
