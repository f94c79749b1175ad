import { generateKeyPairSync } from 'node:crypto';
import {
  createSigner,
  moveToBytes,
  walletHolder,
  type MoveContent,
  type Signer,
  type WalletOrder,
} from '@kontti/model';
import { MEMORY_SCOPE } from './memory-stub';

/** A wallet of some keys, and what each of them signs with. */
export interface TestWallet {
  readonly holder: string;
  readonly n: number;
  readonly keys: readonly string[];
  readonly signers: readonly Signer[];
}

/** What is signed, without the network on which it counts. */
type TestMove = Omit<MoveContent, 'channel' | 'chaincode'>;

/** Makes a wallet of new keys, of which `n` have to sign. */
export function createTestWallet(n = 1, count = n): TestWallet {
  const pairs = Array.from({ length: count }, () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    return { key, sign: createSigner(privateKey) };
  }).sort((a, b) => (a.key < b.key ? -1 : 1));
  const keys = pairs.map(({ key }) => key);
  return { holder: walletHolder({ n, keys }), n, keys, signers: pairs.map(({ sign }) => sign) };
}

/** The order of a wallet, signed by the first keys that are needed unless others are named. */
export function orderOf(wallet: TestWallet, move: TestMove, signing?: readonly number[]): WalletOrder {
  return signedBy(wallet, moveToBytes({ ...MEMORY_SCOPE, ...move }), signing);
}

/** An order with signatures over these bytes. */
export function signedBy(
  { n, keys, signers }: TestWallet,
  message: Buffer,
  signing?: readonly number[],
): WalletOrder {
  const places = signing ?? signers.slice(0, n).map((_, place) => place);
  const signatures = places.map((key) => ({
    key,
    signature: signers[key]?.(message).toString('base64') ?? '',
  }));
  return { n, keys: [...keys], signatures };
}
