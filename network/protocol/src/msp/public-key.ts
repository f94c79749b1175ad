import { type KeyObject, createHash, verify } from 'node:crypto';
import type { BoundedCache } from '../base/bounded-cache';
import { keyToCurve } from '../signatures/curves';
import { derToLowScalars } from '../signatures/ecdsa-signature';

interface SignedMessage {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Verifies signatures of one key. */
interface SignatureVerifier {
  verify(signed: SignedMessage): boolean;
  /** The same beside the event loop. */
  verifyAsync(signed: SignedMessage): Promise<boolean>;
}

/** Signatures that were found good: a transaction's are seen by endorsers, orderer and committer alike. */
export type GoodSignatures = BoundedCache<string, true>;

interface PreparedVerification {
  readonly digest: 'sha256' | null;
  readonly key: KeyObject | { readonly key: KeyObject; readonly dsaEncoding: 'ieee-p1363' };
  readonly signature: Uint8Array;
}

/** A verifier of a key; undefined for keys that an MSP does not take: only ECDSA's and Ed25519's are. */
export function createSignatureVerifier(options: {
  readonly key: KeyObject;
  /** Different for different keys. */
  readonly keyId: string;
  readonly goodSignatures: GoodSignatures;
}): SignatureVerifier | undefined {
  const { keyId, goodSignatures } = options;
  const prepare = createPreparation(options.key);
  if (!prepare) return undefined;
  const idOf = ({ message, signature }: SignedMessage): string =>
    `${keyId}${createHash('sha256').update(message).digest('binary')}${Buffer.from(signature).toString('latin1')}`;
  return {
    verify(signed) {
      const prepared = prepare(signed.signature);
      if (!prepared) return false;
      const id = idOf(signed);
      if (goodSignatures.get(id)) return true;
      const isGood = verify(prepared.digest, signed.message, prepared.key, prepared.signature);
      if (isGood) goodSignatures.set(id, true);
      return isGood;
    },
    async verifyAsync(signed) {
      const prepared = prepare(signed.signature);
      if (!prepared) return false;
      const id = idOf(signed);
      if (goodSignatures.get(id)) return true;
      const isGood = await new Promise<boolean>((resolve) => {
        verify(prepared.digest, signed.message, prepared.key, prepared.signature, (error, result) => {
          resolve(error === null && result);
        });
      });
      if (isGood) goodSignatures.set(id, true);
      return isGood;
    },
  };
}

/** What node:crypto needs for a signature; undefined when the signature is malformed or not canonical. */
function createPreparation(
  key: KeyObject,
): ((signature: Uint8Array) => PreparedVerification | undefined) | undefined {
  if (key.asymmetricKeyType === 'ed25519') {
    return (signature) => (signature.length === 64 ? { digest: null, key, signature } : undefined);
  }
  const curve = keyToCurve(key);
  if (!curve) return undefined;
  const keyInput = { key, dsaEncoding: 'ieee-p1363' } as const;
  return (signature) => {
    const scalars = derToLowScalars(signature, curve);
    return scalars && { digest: 'sha256', key: keyInput, signature: scalars };
  };
}
