import {
  holderOf,
  PointTransfer,
  Redemption,
  canonicalJson,
  parseValue,
  redemptionToBytes,
  transferToBytes,
} from '@kontti/model';
import type { LedgerScope, MoneyValue } from '@kontti/model';
import { withDecimalJson } from '../decimal-json';
import { createSigningKeyPair, KEY_PAIR_OPTIONS } from '../identity/signing-key';
import type { SigningKeyPair } from '../identity/signing-key';
import { SPEND_INPUTS_MAX } from '../limits';
import { checkMembers, checkOptions } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { amount, amountOrZero, listOf, matching, nested, required, text } from '../options/rules';
import { withTypedErrors } from '../typed-errors';
import { createProgrammeKeys } from './programme-key';
import type { ProgrammeKeys } from './programme-key';

/** A lot that is spent, and the digest of the fact that made it: any lot as `getLot` and `queryLots` give it. */
export interface OrderInput {
  /** Id of the lot, `<issuer's MSP id>/<reference>/<place>`. */
  readonly lotId: string;
  /** Digest of the fact that made the lot, as `getLot` returns it. */
  readonly digest: string;
}

/** What a holder agrees to spend. */
export interface OrderOptions {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  readonly programme: string;
  /** Business reference of the transfer or redemption. */
  readonly ref: string;
  /** Lots, in the order in which they are used up; every one has to be needed. */
  readonly inputs: readonly OrderInput[];
  /** How many points are spent. */
  readonly amount: bigint;
}

/** To whom points go. */
export interface TransferOptions extends OrderOptions {
  /** A holder's id in the same programme. */
  readonly to: string;
}

/** Where points are redeemed. */
export interface RedemptionOptions extends OrderOptions {
  /** MSP id of the partner. */
  readonly partner: string;
  /** The least that the partner has to get for the points under the terms in force by then. */
  readonly valueMin: MoneyValue;
}

/** The secret of one holder of points. Its owner alone can agree to spend the points of its holder ids. */
export interface Wallet {
  /**
   * PKCS #8, PEM: a secret.
   * @example await writeFile('wallet.pem', wallet.exportPrivateKey(), { mode: 0o600 });
   */
  exportPrivateKey(): string;
  /**
   * The public key that the holder has in a programme, base64 of SPKI DER. Each programme has another one, so that a spend in one of them
   * says nothing about the others.
   * @example const publicKey = wallet.keyIn('Org1MSP/miles');
   * @throws OPTIONS_INVALID
   */
  keyIn(programme: string): string;
  /**
   * The id under which the holder appears in a programme; ids in two programmes cannot be linked.
   * @example const { points } = await client.loyalty.getBalance({ programme, holder: wallet.holderIn(programme), at: new Date() });
   * @throws OPTIONS_INVALID
   */
  holderIn(programme: string): string;
  /**
   * A signed order that the issuer hands in with `loyalty.transfer`.
   * @example
   * const inputs = selectLots({ lots, amount: 500n, at: new Date() });
   * const order = wallet.signTransfer({ programme: 'Org1MSP/miles', ref: 'gift-1', inputs, amount: 500n, to });
   * @throws OPTIONS_INVALID, and codes of the model with the field
   */
  signTransfer(order: TransferOptions): PointTransfer;
  /**
   * A signed order that the partner hands in with `loyalty.redeem`.
   * @example
   * const valueMin = { currency: 'EUR', minor: 400n };
   * const spent = { programme: 'Org1MSP/miles', ref: 'meal-1', inputs, amount: 500n };
   * const order = wallet.signRedemption({ ...spent, partner: 'Org2MSP', valueMin });
   * @throws OPTIONS_INVALID, and codes of the model with the field
   */
  signRedemption(order: RedemptionOptions): Redemption;
}

/** Where the wallet's signatures count, and its key. */
export interface WalletOptions extends LedgerScope {
  /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
  readonly privateKey?: string;
}

const WALLET_OPTIONS: OptionRules<WalletOptions> = {
  channel: required(text),
  chaincode: required(text),
  ...KEY_PAIR_OPTIONS,
};

const ORDER_INPUT: OptionRules<OrderInput> = {
  lotId: required(text),
  digest: required(matching(/^[0-9a-f]{64}$/, 'the digest of a fact in hex')),
};

/** Lots are given as they were read, with more members than these. */
const lot: OptionRule = {
  check: (value, option) => checkMembers(ORDER_INPUT, value, option),
};

const ORDER_OPTIONS: OptionRules<OrderOptions> = {
  programme: required(text),
  ref: required(text),
  inputs: required(listOf(lot, { min: 1, max: SPEND_INPUTS_MAX })),
  amount: required(amount),
};

const TRANSFER_OPTIONS: OptionRules<TransferOptions> = { ...ORDER_OPTIONS, to: required(text) };

const MONEY: OptionRules<MoneyValue> = {
  currency: required(text),
  minor: required(amountOrZero),
};

const REDEMPTION_OPTIONS: OptionRules<RedemptionOptions> = {
  ...ORDER_OPTIONS,
  partner: required(text),
  valueMin: required(nested(MONEY)),
};

/**
 * Makes a wallet for orders on one channel and chaincode.
 * @example const wallet = createWallet({ channel: 'mychannel', chaincode: 'kontti' });
 * @throws OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED
 */
export function createWallet(options: WalletOptions): Wallet {
  checkOptions(WALLET_OPTIONS, options);
  const { channel, chaincode } = options;
  const wallet = createSigningKeyPair(options.privateKey);
  const keys = createProgrammeKeys(wallet);
  const scope = { channel, chaincode };
  const keyIn = (programme: string): string => {
    text.check(programme, 'programme');
    return keys(programme).publicKey;
  };
  return withTypedErrors<Wallet>({
    exportPrivateKey: wallet.exportPrivateKey,
    keyIn,
    holderIn: (programme) => holderOf({ programme, publicKey: keyIn(programme) }),
    signTransfer(order) {
      checkOptions(TRANSFER_OPTIONS, order, 'order');
      const { content, key } = toContent(keys, order);
      const { to } = order;
      const signature = signatureOf(key, transferToBytes({ ...scope, ...content, to }));
      return checked(PointTransfer, { ...content, to, holderKey: key.publicKey, signature });
    },
    signRedemption(order) {
      checkOptions(REDEMPTION_OPTIONS, order, 'order');
      const { content, key } = toContent(keys, order);
      const { partner, valueMin } = order;
      const signature = signatureOf(key, redemptionToBytes({ ...scope, ...content, partner, valueMin }));
      return checked(Redemption, { ...content, valueMin, holderKey: key.publicKey, signature });
    },
  });
}

function toContent(keys: ProgrammeKeys, order: OrderOptions) {
  const { programme, ref, amount } = order;
  const inputs = order.inputs.map(({ lotId }) => lotId);
  const origins = order.inputs.map(({ digest }) => digest);
  return { content: { programme, ref, inputs, origins, amount }, key: keys(programme) };
}

function signatureOf(key: SigningKeyPair, bytes: Buffer): string {
  return key.sign(bytes).toString('base64');
}

/** What the contract would refuse is not signed. */
function checked<T extends object>(type: new () => T, order: object): T {
  return withDecimalJson(parseValue(type, JSON.parse(canonicalJson(order))));
}
