import { canonicalJson } from '@kontti/model';

/** True when two values have the same canonical form. */
export function isSameContent(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
