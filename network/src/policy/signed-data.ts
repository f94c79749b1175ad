import type { Identity, MspManager } from '../msp/types';
import type { SignedData } from './types';

export interface SignedDataOptions {
  readonly signedData: readonly SignedData[];
  readonly mspManager: MspManager;
}

/**
 * The distinct known identities whose signatures verify, in order; whatever does not is dropped. Whether a certificate is
 * valid is asked by the principals. Mirrors common/policies/policy.go SignatureSetToValidIdentities.
 */
export function verifySignedData(options: SignedDataOptions): Identity[] {
  const seen = new Set<string>();
  const identities: Identity[] = [];
  for (const { identity: serialized, message, signature } of options.signedData) {
    const identity = identityOf(serialized, options.mspManager);
    if (!identity) continue;
    const key = `${identity.mspId} ${identity.fingerprint}`;
    // Before the signature is checked: nobody can make the peer verify one signature a thousand times.
    if (seen.has(key) || !identity.verify({ message, signature })) continue;
    seen.add(key);
    identities.push(identity);
  }
  return identities;
}

function identityOf(serialized: Uint8Array, mspManager: MspManager): Identity | undefined {
  try {
    return mspManager.deserialize(serialized);
  } catch {
    return undefined;
  }
}
