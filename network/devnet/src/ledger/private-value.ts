import type { VersionedValue } from '../state/versioned-value';

/**
 * Private values are kept once, with the companies that received them: each company sees only its own.
 * The metadata field holds their names, since private keys carry no metadata: that is beside the hash.
 */
export function withMembers(members: readonly string[]): Uint8Array {
  return Buffer.from(members.join('\0'));
}

/** What a company received; undefined when it was no member. */
export function privateValueFor(
  mspId: string,
  versioned: VersionedValue | undefined,
): VersionedValue | undefined {
  if (!versioned?.metadata) return undefined;
  return Buffer.from(versioned.metadata).toString().split('\0').includes(mspId) ? versioned : undefined;
}
