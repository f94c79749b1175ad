import { createPrivateKey } from 'node:crypto';
import { walletKeySeed } from '@kontti/model';
import { createSigningKeyPair } from '../identity/signing-key';
import type { SigningKeyPair } from '../identity/signing-key';

/** What stands before the seed of an Ed25519 key in its PKCS #8 DER (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key that a wallet has in a programme, derived from the wallet's own. @throws ModelError for what is no programme's id */
export function programmeKey(wallet: SigningKeyPair, programme: string): SigningKeyPair {
  const privateKey = privateKeyBytes(wallet);
  const seed = walletKeySeed({ privateKey, programme });
  const der = Buffer.concat([ED25519_PKCS8, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return createSigningKeyPair(key.export({ format: 'pem', type: 'pkcs8' }).toString());
}

/** The number or seed that is the private key: `d` of RFC 7517. */
function privateKeyBytes(wallet: SigningKeyPair): Uint8Array {
  const { d = '' } = createPrivateKey(wallet.exportPrivateKey()).export({ format: 'jwk' });
  return Buffer.from(d, 'base64url');
}
