import type { PinnedDefinition } from './definition';
import type { Era } from './eras';

/** What a company accepted. */
export interface Acceptance {
  /** Digest of the definition that it accepted last. */
  readonly digest: string;
  /** Sequence with which it accepted that; from there on nothing else may be in force. */
  readonly sequence: number | undefined;
  /** The definition itself, where it is known. */
  readonly definition: PinnedDefinition | undefined;
  /** Digests of definitions that it accepted before. */
  readonly earlier: readonly string[];
  /** Digests and keys of facts that were written under definitions that it never accepted, and places of seals that led to nothing yet. */
  readonly disowned: readonly string[];
}

/**
 * True unless the company never accepted the definition of the last of these eras, which start with the first. Those before the first
 * one that it accepted count: it took the ledger over as it was then.
 */
export function isEraAccepted(acceptance: Acceptance, eras: readonly Era[]): boolean {
  const digests = new Set([acceptance.digest, ...acceptance.earlier]);
  const last = eras.at(-1);
  return last !== undefined && (digests.has(last.digest) || eras.every(({ digest }) => !digests.has(digest)));
}

/** The eras, from the one after `since` on, whose definition the company never accepted. */
export function unacceptedEras(acceptance: Acceptance, eras: readonly Era[], since: number): Era[] {
  return eras.filter(
    ({ sequence }, index) => sequence > since && !isEraAccepted(acceptance, eras.slice(0, index + 1)),
  );
}

/** The sequence since which the accepted definition has to be in force; `undefined` when it never was. */
export function acceptedSince({ digest, sequence }: Acceptance, eras: readonly Era[]): number | undefined {
  return sequence ?? eras.find((era) => era.digest === digest)?.sequence;
}

/**
 * True when the accepted definition is in force and was all the time since it was accepted: what was changed and changed back has to
 * be accepted anew.
 */
export function isInForce(acceptance: Acceptance, eras: readonly Era[]): boolean {
  const since = acceptedSince(acceptance, eras) ?? Infinity;
  const later = eras.filter(({ sequence }) => sequence >= since);
  return later.length > 0 && later.every(({ digest }) => digest === acceptance.digest);
}
