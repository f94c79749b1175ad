import { createHash } from 'node:crypto';
import { ModelError } from '../errors.js';
import { canonicalJson } from '../json.js';
import { isSignedBy, parseSigningKey } from '../signing.js';
import type { LotsSpent } from './spend.js';

/** Where an order counts: a signature for one channel and chaincode is worth nothing in another. */
export interface OrderScope {
  readonly channel: string;
  readonly chaincode: string;
}

/** What a holder signs for in either kind of order. */
export interface OrderContent extends OrderScope {
  readonly programme: string;
  readonly ref: string;
  readonly inputs: readonly string[];
  readonly amount: bigint;
}

/**
 * The id of a point holder in a programme: hex SHA-256 of the canonical JSON `["kontti.holder.v1", programme, key]`, the key as
 * base64 of SPKI DER. The same key gives unrelated ids in two programmes.
 */
export function holderOf(owner: { readonly programme: string; readonly publicKey: string }): string {
  const bytes = canonicalJson(['kontti.holder.v1', owner.programme, owner.publicKey]);
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes that a holder signs so that the issuer transfers points to the holder `to`. */
export function transferToBytes(order: OrderContent & { readonly to: string }): Buffer {
  return orderToBytes('kontti.transfer.v1', order, { to: order.to });
}

/** The bytes that a holder signs so that `partner` redeems points. */
export function redemptionToBytes(order: OrderContent & { readonly partner: string }): Buffer {
  return orderToBytes('kontti.redemption.v1', order, { partner: order.partner });
}

function orderToBytes(
  domain: string,
  order: OrderContent,
  towards: Readonly<Record<string, string>>,
): Buffer {
  const { channel, chaincode, programme, ref, inputs, amount } = order;
  return Buffer.from(
    canonicalJson({ domain, channel, chaincode, programme, ref, inputs, amount, ...towards }),
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
export function isSignedByHolder(spent: LotsSpent, scope: OrderScope): boolean {
  const { programme, ref, inputs, amount, to, claim } = spent;
  const content = { ...scope, programme, ref, inputs, amount };
  if (to !== undefined) return isSigned(spent, transferToBytes({ ...content, to }));
  return claim !== undefined && isSigned(spent, redemptionToBytes({ ...content, partner: claim.creditor }));
}

function isSigned(order: { holderKey: string; signature: string }, message: Uint8Array): boolean {
  const key = parseSigningKey(order.holderKey);
  return key !== undefined && isSignedBy(key, { message, signature: Buffer.from(order.signature, 'base64') });
}
