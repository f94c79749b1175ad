import { createPrivateKey } from 'node:crypto';
import { BoundedCache, walletKeySeed } from '@kontti/model';
import { keyToPair } from '../identity/signing-key';
import type { SigningKeyPair } from '../identity/signing-key';
import { PROGRAMME_KEYS_KEPT_MAX } from '../limits';

/** What comes before the seed of an Ed25519 key in its PKCS #8 DER (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Derives the key that a wallet has in a programme. @throws ModelError for what is no programme's id */
export type ProgrammeKeys = (programme: string) => SigningKeyPair;

/** The keys of a wallet in programmes, derived from its own. The ones that were asked for last are kept. */
export function createProgrammeKeys(wallet: SigningKeyPair): ProgrammeKeys {
  const privateKey = privateKeyBytes(wallet);
  const known = new BoundedCache<SigningKeyPair>({ sizeMax: PROGRAMME_KEYS_KEPT_MAX });
  return (programme) => {
    const key = known.get(programme) ?? deriveKey(privateKey, programme);
    known.set(programme, key);
    return key;
  };
}

function deriveKey(privateKey: Uint8Array, programme: string): SigningKeyPair {
  const seed = walletKeySeed({ privateKey, programme });
  const der = Buffer.concat([ED25519_PKCS8, seed]);
  return keyToPair(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** The number or seed that is the private key: `d` of RFC 7517. */
function privateKeyBytes(wallet: SigningKeyPair): Uint8Array {
  const { d = '' } = createPrivateKey(wallet.exportPrivateKey()).export({ format: 'jwk' });
  return Buffer.from(d, 'base64url');
}
