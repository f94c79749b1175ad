import { hkdfSync } from 'node:crypto';
import { canonicalJson } from '../json';
import { assetId } from '../validation/identifiers';

const SEED_BYTES = 32;

/**
 * The seed of the Ed25519 key that a wallet has in a programme: HKDF-SHA256 over the bytes of the wallet's own private key, with the
 * canonical JSON `["kontti.wallet.v1", programme]` as its info. Keys of two programmes say nothing about each other.
 * @throws ModelError for what is no programme's id: points for such a key would be lost for ever
 */
export function walletKeySeed(wallet: {
  readonly privateKey: Uint8Array;
  readonly programme: string;
}): Buffer {
  const { privateKey, programme } = wallet;
  assetId.check(programme, 'programme');
  const info = canonicalJson(['kontti.wallet.v1', programme]);
  return Buffer.from(hkdfSync('sha256', privateKey, new Uint8Array(), info, SEED_BYTES));
}
