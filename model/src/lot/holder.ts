import { createHash } from 'node:crypto';
import { ModelError } from '../errors';
import { canonicalJson } from '../json';
import { publicKey } from '../validation/public-key';

/** The keys of a wallet, and how many of them have to sign: a family is a wallet of several keys. */
export interface WalletKeys {
  /** How many of the keys have to sign: from 1 to the number of keys. */
  readonly n: number;
  /** Base64 of SPKI DER, sorted, none twice. */
  readonly keys: readonly string[];
}

/**
 * The holder that a wallet is: `wallet:` and hex SHA-256 of the canonical JSON `["kontti.lotHolder.v1", n, keys]`. So no wallet has to be
 * registered, and nobody sees its keys before it signs.
 * @throws ModelError when a lot that goes there would be lost for ever
 */
export function walletHolder({ n, keys }: WalletKeys): string {
  keys.forEach((key, index) => publicKey.check(key, `keys[${index}]`));
  const isSorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  if (!isSorted) throw new ModelError({ code: 'FIELD_CONFLICT', field: 'keys', rule: 'sorted, none twice' });
  if (!Number.isSafeInteger(n) || n < 1 || n > keys.length) {
    throw new ModelError({ code: 'FIELD_RANGE', field: 'n', rule: '1..number of keys' });
  }
  const bytes = canonicalJson(['kontti.lotHolder.v1', n, keys]);
  return `wallet:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The holder that a company is. */
export function companyHolder(mspId: string): string {
  return `company:${mspId}`;
}

/** The company that a holder is; nothing for a wallet. */
export function companyOf(holder: string): string | undefined {
  return holder.startsWith('company:') ? holder.slice('company:'.length) : undefined;
}

/**
 * The company whose seals say whether a lot is spent: to whom it is pledged, else its holder where that is a company, else the issuer.
 * That company alone can use the lot up, so it moves without any other.
 */
export function keeperOf(lot: {
  readonly holder: string;
  readonly pledgee?: string | undefined;
  readonly issuer: string;
}): string {
  return lot.pledgee ?? companyOf(lot.holder) ?? lot.issuer;
}
