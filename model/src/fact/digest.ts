import { createHash } from 'node:crypto';

/** The digest of bytes: lower-case hex of their SHA-256. As bytes ({@link sealValue}) it is the seal of a fact. */
export function factDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The 32 bytes that a voucher's seal collection keeps for a fact with this digest. */
export function sealValue(digest: string): Buffer {
  return Buffer.from(digest, 'hex');
}

/** What `getPrivateDataHash` returns for a seal with this digest: hex of the SHA-256 of the 32 bytes. */
export function sealHash(digest: string): string {
  return factDigest(sealValue(digest));
}

const BYTES_KEY = /^fact\/([0-9a-f]{64})(?:\/(0|[1-9][0-9]{0,3}))?$/;

/**
 * The public key of a fact's bytes: its seals' hash, which everybody can read, names it. Nobody can know the key before the
 * fact exists, so no company can write there first.
 */
export function bytesKey(hash: string): string {
  return `fact/${hash}`;
}

/** The public key of bytes that belong to a fact, such as a batch of readings. */
export function attachmentKey(hash: string, index: number): string {
  return `fact/${hash}/${index}`;
}

/** The hash, and the index of the attachment, that a public key of bytes names; `undefined` for any other key. */
export function parseBytesKey(
  key: string,
): { readonly hash: string; readonly attachment?: number } | undefined {
  const [, hash, index] = BYTES_KEY.exec(key) ?? [];
  if (hash === undefined) return undefined;
  return index === undefined ? { hash } : { hash, attachment: Number(index) };
}
