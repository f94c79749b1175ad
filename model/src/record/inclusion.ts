import { ModelError } from '../errors';
import { leafHash, rootFromPath } from '../merkle';
import { Field, valuesOf } from '../validation/field';
import { digest } from '../validation/identifiers';
import { integer } from '../validation/rule';

/** Longest way from a leaf to the root of a tree of 2⁵³ leaves. */
const PATH_LENGTH_MAX = 53;

/** Shows that one row is in an anchored tree, and nothing of the others. */
export class InclusionProof {
  /** Place of the row among the leaves. */
  @Field(integer(0, Number.MAX_SAFE_INTEGER)) index!: number;
  /** Audit path from the leaf upwards, RFC 6962. */
  @Field(valuesOf(digest, { min: 0, max: PATH_LENGTH_MAX })) path!: string[];
}

/** What a proof is checked against: a root that a company anchored. */
export interface AnchoredRoot {
  /** Hex of the root, RFC 6962. */
  readonly root: string;
  /** How many rows the root is over: 1 or more. */
  readonly leaves: number;
}

/**
 * Checks offline that a row is in the tree with that root.
 * @throws ModelError `PROOF`
 */
export function verifyInclusionProof(proof: InclusionProof, row: Uint8Array, anchored: AnchoredRoot): void {
  const { index, path } = proof;
  const { root, leaves: size } = anchored;
  const place = { index, size, path: path.map((hash) => Buffer.from(hash, 'hex')) };
  const found = index < size ? rootFromPath(leafHash(row), place) : undefined;
  if (found?.toString('hex') === root) return;
  throw new ModelError({ code: 'PROOF', field: 'path', rule: 'leads to the root' });
}
