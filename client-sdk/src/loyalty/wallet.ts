import { holderOf, redemptionToBytes, transferToBytes } from '@kontti/model';
import type { OrderScope, PointTransfer, Redemption } from '@kontti/model';
import { withDecimalJson } from '../decimal-json';
import { createSigningKeyPair } from '../identity/signing-key';
import { SPEND_INPUTS_MAX } from '../limits';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { amount, listOf, pem, required, text } from '../options/rules';
import { withTypedErrors } from '../typed-errors';

/** What a holder agrees to spend. */
export interface OrderOptions {
  readonly programme: string;
  /** Business reference of the transfer or redemption. */
  readonly ref: string;
  /** Ids of the lots, in the order in which they are used up; every one has to be needed. */
  readonly inputs: readonly string[];
  readonly amount: bigint;
}

/** A key pair of one holder of points. Its owner alone can agree to spend the points of its holder ids. */
export interface Wallet {
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /** PKCS #8, PEM: a secret. */
  exportPrivateKey(): string;
  /** The id under which the holder appears in a programme; ids in two programmes cannot be linked. */
  holderIn(programme: string): string;
  /** A signed order that the issuer hands in with `loyalty.transfer`. */
  signTransfer(order: OrderOptions & { readonly to: string }): PointTransfer;
  /** A signed order that the partner hands in with `loyalty.redeem`. */
  signRedemption(order: OrderOptions & { readonly partner: string }): Redemption;
}

/** Where the wallet's signatures count, and its key. */
export interface WalletOptions extends OrderScope {
  /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
  readonly privateKey?: string;
}

const WALLET_OPTIONS: OptionRules<WalletOptions> = {
  channel: required(text),
  chaincode: required(text),
  privateKey: pem,
};

const ORDER_OPTIONS: OptionRules<OrderOptions> = {
  programme: required(text),
  ref: required(text),
  inputs: required(listOf(text, { min: 1, max: SPEND_INPUTS_MAX })),
  amount: required(amount),
};

/**
 * Makes a wallet for orders on one channel and chaincode.
 * @throws OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED
 */
export function createWallet(options: WalletOptions): Wallet {
  checkOptions(WALLET_OPTIONS, options);
  const { channel, chaincode } = options;
  const { publicKey, sign, exportPrivateKey } = createSigningKeyPair(options.privateKey);
  const signed = (order: OrderOptions, bytes: Buffer): Redemption => ({
    programme: order.programme,
    ref: order.ref,
    inputs: [...order.inputs],
    amount: order.amount,
    holderKey: publicKey,
    signature: sign(bytes).toString('base64'),
  });
  return withTypedErrors<Wallet>({
    publicKey,
    exportPrivateKey,
    holderIn(programme) {
      text.check(programme, 'programme');
      return holderOf({ programme, publicKey });
    },
    signTransfer(order) {
      checkOptions<OrderOptions & { readonly to: string }>(
        { ...ORDER_OPTIONS, to: required(text) },
        order,
        'order',
      );
      const { to } = order;
      const transfer = signed(order, transferToBytes({ channel, chaincode, ...order }));
      return withDecimalJson(Object.assign(transfer, { to }));
    },
    signRedemption(order) {
      checkOptions<OrderOptions & { readonly partner: string }>(
        { ...ORDER_OPTIONS, partner: required(text) },
        order,
        'order',
      );
      return withDecimalJson(signed(order, redemptionToBytes({ channel, chaincode, ...order })));
    },
  });
}
