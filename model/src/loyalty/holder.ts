import { createHash } from 'node:crypto';
import { ModelError } from '../errors';
import { canonicalJson } from '../json';
import type { LedgerScope } from '../fact/reader';
import { isSignedWith } from '../signing';
import { assetId } from '../validation/identifiers';
import { publicKey as publicKeyRule } from '../validation/public-key';
import type { LotsSpent, MoneyValue } from './spend';

/** What a holder signs for in either kind of order. */
export interface OrderContent extends LedgerScope {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  readonly programme: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  readonly ref: string;
  /** Ids of the lots, in the order in which they are used up. */
  readonly inputs: readonly string[];
  /** For each input, the digest of the fact that made the lot. */
  readonly origins: readonly string[];
  /** How many points. */
  readonly amount: bigint;
}

/** What a holder signs for so that a partner redeems points. */
export interface RedemptionContent extends OrderContent {
  /** MSP id of the partner. */
  readonly partner: string;
  /** The least that the partner has to get for the points. */
  readonly valueMin: MoneyValue;
}

/**
 * The id of a point holder in a programme: hex SHA-256 of the canonical JSON `["kontti.holder.v1", programme, key]`, the key as
 * base64 of SPKI DER. A holder has a key of its own in each programme, so that a key which one programme shows says nothing about another.
 * @throws ModelError when one of them is not what it should be: points for such an id would be lost for ever
 */
export function holderOf(owner: { readonly programme: string; readonly publicKey: string }): string {
  const { programme, publicKey } = owner;
  assetId.check(programme, 'programme');
  publicKeyRule.check(publicKey, 'publicKey');
  const bytes = canonicalJson(['kontti.holder.v1', programme, publicKey]);
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes that a holder signs so that the issuer transfers points to the holder `to`. */
export function transferToBytes(order: OrderContent & { readonly to: string }): Buffer {
  return orderToBytes('kontti.transfer.v1', order, { to: order.to });
}

/** The bytes that a holder signs so that `partner` redeems points. */
export function redemptionToBytes(order: RedemptionContent): Buffer {
  const { partner, valueMin } = order;
  const { currency, minor } = valueMin;
  return orderToBytes('kontti.redemption.v1', order, { partner, valueMin: { currency, minor } });
}

function orderToBytes(domain: string, order: OrderContent, towards: object): Buffer {
  const { channel, chaincode, programme, ref, inputs, origins, amount } = order;
  return Buffer.from(
    canonicalJson({ domain, channel, chaincode, programme, ref, inputs, origins, amount, ...towards }),
  );
}

/** @throws ModelError `SIGNATURE` unless `order.signature` is that of `order.holderKey` over the bytes. */
export function checkOrderSignature(
  order: { holderKey: string; signature: string },
  bytes: Uint8Array,
): void {
  if (!isSigned(order, bytes)) {
    throw new ModelError({ code: 'SIGNATURE', field: 'signature', rule: 'by holderKey' });
  }
}

/** True when the holder whose lots a spend uses up signed for it: an issuer can seal a spend alone, not make it a holder's will. */
export function isSignedByHolder(spent: LotsSpent, scope: LedgerScope): boolean {
  const { programme, ref, inputs, origins, amount, to, claim, valueMin } = spent;
  const content = { ...scope, programme, ref, inputs, origins, amount };
  if (to !== undefined) return isSigned(spent, transferToBytes({ ...content, to }));
  if (claim === undefined || valueMin === undefined) return false;
  return isSigned(spent, redemptionToBytes({ ...content, partner: claim.creditor, valueMin }));
}

function isSigned(order: { holderKey: string; signature: string }, message: Uint8Array): boolean {
  return isSignedWith(order.holderKey, { message, signature: order.signature });
}
