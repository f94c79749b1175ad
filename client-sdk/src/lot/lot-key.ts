import {
  DealProposing,
  LIMITS,
  LotMoving,
  canonicalJson,
  contentOfDeal,
  dealToBytes,
  moveToBytes,
  parseValue,
  walletHolder,
} from '@kontti/model';
import type { LedgerScope, WalletKeys, WalletOrder } from '@kontti/model';
import { withDecimalJson } from '../decimal-json';
import { createSigningKeyPair, KEY_PAIR_OPTIONS } from '../identity/signing-key';
import { createProgrammeKeys } from '../loyalty/programme-key';
import { checkOptions, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { listOf, nested, required, text, wholeNumber } from '../options/rules';
import { requestToWire } from '../request-values';
import type { Undated } from '../times';
import { withTypedErrors } from '../typed-errors';

/** Who hands a signed move in, and the wallet for which it is signed. */
export interface SignMoveOptions {
  /** MSP id of the company that hands the move in: the issuer, or where the lots are redeemed. */
  readonly company: string;
  /** The wallet of several keys; the wallet of this key alone unless given. */
  readonly wallet?: WalletKeys;
}

/** Which deal a wallet signs. */
export interface SignDealOptions {
  /** MSP id of the company that proposes the deal. */
  readonly company: string;
  /** Number of the move, from 0, whose lots are the wallet's. */
  readonly move: number;
  /** The wallet of several keys; the wallet of this key alone unless given. */
  readonly wallet?: WalletKeys;
}

/** A secret with which its owner alone agrees to moves of a wallet's lots. */
export interface LotKey {
  /**
   * PKCS #8, PEM: a secret.
   * @example await writeFile('wallet.pem', key.exportPrivateKey(), { mode: 0o600 });
   */
  exportPrivateKey(): string;
  /**
   * The public key in a class, base64 of SPKI DER. Each class has another one, so that a move in one of them says nothing about the others.
   * @example const family = createWalletKeys(1, [mother.keyIn('Org1MSP/thanks'), father.keyIn('Org1MSP/thanks')]);
   * @throws OPTIONS_INVALID
   */
  keyIn(classId: string): string;
  /**
   * The holder `wallet:…` that is the wallet of this key alone in a class.
   * @example
   * const holder = key.holderIn('Org1MSP/thanks');
   * for await (const { quantity } of client.lots.query({ classId: 'Org1MSP/thanks', holder })) console.log(quantity);
   * @throws OPTIONS_INVALID
   */
  holderIn(classId: string): string;
  /**
   * The move with this key's signature in its order. For a wallet of several keys the move goes from one to the next: each adds its own.
   * @example
   * const move = { classId: 'Org1MSP/thanks', ref: 'meal-1', kind: 'redeem', ...takeLots({ lots, quantity: 500n }) } as const;
   * await cafe.lots.move(key.sign(move, { company: 'Org2MSP' }));
   * @throws OPTIONS_INVALID, and codes of the model with the field
   */
  sign(move: Undated<LotMoving>, options: SignMoveOptions): LotMoving;
  /**
   * The proposal of a deal with this key's signature in the order of one of its moves: what leaves the wallet leaves it only together with all
   * else that the deal does.
   * @example
   * const signed = key.signDeal(deal, { company: 'Org1MSP', move: 0 });
   * await client.deals.propose(signed);
   * @throws OPTIONS_INVALID, TIME_INVALID, and codes of the model with the field
   */
  signDeal(deal: Undated<DealProposing>, options: SignDealOptions): Undated<DealProposing>;
}

/** Where the signatures count, and the key. */
export interface LotKeyOptions extends LedgerScope {
  /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
  readonly privateKey?: string;
}

const LOT_KEY_OPTIONS: OptionRules<LotKeyOptions> = {
  channel: required(text),
  chaincode: required(text),
  ...KEY_PAIR_OPTIONS,
};

const WALLET = nested<WalletKeys>({
  n: required(wholeNumber(1, LIMITS.walletKeysMax)),
  keys: required(listOf(text, { min: 1, max: LIMITS.walletKeysMax })),
  holder: text,
} as OptionRules<WalletKeys>);
const COMPANY: OptionRules<SignMoveOptions> = { company: required(text), wallet: WALLET };
const SIGN_DEAL: OptionRules<SignDealOptions> = {
  company: required(text),
  wallet: WALLET,
  move: required(wholeNumber(0, LIMITS.dealMovesMax - 1)),
};

const typedHolder = withTypedErrors(walletHolder);

/**
 * A wallet of several keys, of which `n` have to sign. The keys are sorted, so that the same keys are the same wallet.
 * @example const family = createWalletKeys(2, [mother.keyIn(classId), father.keyIn(classId), child.keyIn(classId)]);
 * @throws OPTIONS_INVALID, and codes of the model where lots that go there would be lost for ever
 */
export function createWalletKeys(
  n: number,
  keys: readonly string[],
): WalletKeys & {
  /** The holder that the wallet is, `wallet:<64 hex digits>`. */
  readonly holder: string;
} {
  wholeNumber(1, LIMITS.walletKeysMax).check(n, 'n');
  listOf(text, { min: 1, max: LIMITS.walletKeysMax }).check(keys, 'keys');
  const sorted = keys.toSorted();
  return { n, keys: sorted, holder: typedHolder({ n, keys: sorted }) };
}

/**
 * Makes a key for moves on one channel and chaincode.
 * @example const key = createLotKey({ channel: 'mychannel', chaincode: 'kontti' });
 * @throws OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED
 */
export function createLotKey(options: LotKeyOptions): LotKey {
  checkOptions(LOT_KEY_OPTIONS, options);
  const { channel, chaincode } = options;
  const pair = createSigningKeyPair(options.privateKey);
  const keyOf = createProgrammeKeys(pair);
  const keyIn = (classId: string): string => {
    text.check(classId, 'classId');
    return keyOf(classId).publicKey;
  };
  const addSignature = (signing: {
    readonly classId: string;
    readonly message: Buffer;
    readonly before: WalletOrder | undefined;
    readonly wallet: WalletKeys | undefined;
  }): WalletOrder => {
    const { classId, message, before } = signing;
    const publicKey = keyIn(classId);
    const { n, keys } = signing.wallet ?? { n: 1, keys: [publicKey] };
    const key = keys.indexOf(publicKey);
    if (key < 0) throw optionError({ option: 'options.wallet', rule: 'a wallet of this key' });
    walletHolder({ n, keys });
    const others = (before?.signatures ?? []).filter((each) => each.key !== key);
    const signature = keyOf(classId).sign(message).toString('base64');
    return { n, keys: [...keys], signatures: [...others, { key, signature }] };
  };
  return withTypedErrors<LotKey>({
    exportPrivateKey: pair.exportPrivateKey,
    keyIn,
    holderIn: (classId) => walletHolder({ n: 1, keys: [keyIn(classId)] }),
    sign(move, signing) {
      checkOptions(COMPANY, signing, 'options');
      const wire = requestToWire(move, { timeFields: [], isSubmitted: true });
      const checked = parseValue(LotMoving, JSON.parse(canonicalJson(wire)));
      const { classId, ref, kind, inputs, outputs } = checked;
      const content = { classId, ref, kind, inputs, outputs };
      const message = moveToBytes({ channel, chaincode, company: signing.company, ...content });
      const order = addSignature({ classId, message, before: checked.order, wallet: signing.wallet });
      const signed = Object.assign({}, checked, { order });
      return withDecimalJson(parseValue(LotMoving, JSON.parse(canonicalJson(signed))));
    },
    signDeal(deal, signing) {
      checkOptions(SIGN_DEAL, signing, 'options');
      const { company, move: index, wallet } = signing;
      const wire = requestToWire(deal, { timeFields: ['expiresAt'], isSubmitted: true });
      const checked = parseValue(DealProposing, JSON.parse(canonicalJson(wire)));
      const move = checked.moves[index];
      if (move === undefined) throw optionError({ option: 'options.move', rule: 'the number of a move' });
      const content = contentOfDeal(checked);
      const message = dealToBytes({ channel, chaincode, deal: `${company}/${checked.ref}`, ...content });
      const order = addSignature({ classId: move.classId, message, before: move.order, wallet });
      const moves = deal.moves.map((each, n) => (n === index ? Object.assign({}, each, { order }) : each));
      return Object.assign({}, deal, { moves });
    },
  });
}
