import { generateKeyPairSync } from 'node:crypto';
import {
  createSigner,
  holderOf,
  redemptionToBytes,
  transferToBytes,
  type MoneyValue,
  type Signer,
} from '@kontti/model';
import { MEMORY_SCOPE } from './memory-stub';

/** A traveller's wallet in one programme. */
export interface TestHolder {
  readonly id: string;
  readonly publicKey: string;
  readonly sign: Signer;
  readonly programme: string;
}

/** What a holder orders, before it is signed. */
export interface TestOrder {
  readonly ref: string;
  readonly inputs: readonly string[];
  readonly origins: readonly string[];
  readonly amount: bigint;
}

/** Makes a wallet with a key of its own. */
export function createTestHolder(programme: string): TestHolder {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const id = holderOf({ programme, publicKey: spki });
  return { id, publicKey: spki, sign: createSigner(privateKey), programme };
}

/** A transfer that the holder signed. */
export function signedTransfer(holder: TestHolder, order: TestOrder & { readonly to: string }) {
  const { programme } = holder;
  const signature = holder.sign(transferToBytes({ ...MEMORY_SCOPE, programme, ...order }));
  return { ...order, programme, holderKey: holder.publicKey, signature: signature.toString('base64') };
}

/** A redemption at a partner that the holder signed, for any value unless a least value is given. */
export function signedRedemption(
  holder: TestHolder,
  order: TestOrder & { readonly partner: string; readonly valueMin?: MoneyValue },
) {
  const { programme, publicKey: holderKey } = holder;
  const { partner, valueMin = { currency: 'EUR', minor: 0n }, ...rest } = order;
  const content = { ...MEMORY_SCOPE, programme, ...rest, partner, valueMin };
  const signature = holder.sign(redemptionToBytes(content)).toString('base64');
  return { ...rest, programme, holderKey, signature, valueMin };
}
