import { LotMoving, canonicalJson, moveToBytes, parseValue, walletHolder } from '@kontti/model';
import type { LedgerScope, WalletKeys } from '@kontti/model';
import { withDecimalJson } from '../decimal-json';
import { createSigningKeyPair } from '../identity/signing-key';
import { createProgrammeKeys } from '../loyalty/programme-key';
import { checkMembers, checkOptions, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { pem, required, text } from '../options/rules';
import type { Undated } from '../times';
import { withTypedErrors } from '../typed-errors';

/** Who hands a signed move in, and the wallet for which it is signed. */
export interface SignMoveOptions {
  /** MSP id of the company that hands the move in: the issuer, or where the lots are redeemed. */
  readonly company: string;
  /** The wallet of several keys; the wallet of this key alone unless given. */
  readonly wallet?: WalletKeys;
}

/** A secret with which its owner alone agrees to moves of a wallet's lots. */
export interface LotKey {
  /** PKCS #8, PEM: a secret. */
  exportPrivateKey(): string;
  /** The public key in a class, base64 of SPKI DER. Each class has another one, so that a move in one of them says nothing about the others. */
  keyIn(classId: string): string;
  /** The holder `wallet:…` that is the wallet of this key alone in a class. */
  holderIn(classId: string): string;
  /**
   * The move with this key's signature in its order. For a wallet of several keys the move goes from one to the next: each adds its own.
   * @throws OPTIONS_INVALID, and codes of the model with the field
   */
  sign(move: Undated<LotMoving>, options: SignMoveOptions): LotMoving;
}

/** Where the signatures count, and the key. */
export interface LotKeyOptions extends LedgerScope {
  /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
  readonly privateKey?: string;
}

const LOT_KEY_OPTIONS: OptionRules<LotKeyOptions> = {
  channel: required(text),
  chaincode: required(text),
  privateKey: pem,
};

const COMPANY: OptionRules<Pick<SignMoveOptions, 'company'>> = { company: required(text) };

/**
 * A wallet of several keys, of which `n` have to sign. The keys are sorted, so that the same keys are the same wallet.
 * @example const family = createWalletKeys(2, [mother.keyIn(classId), father.keyIn(classId), child.keyIn(classId)]);
 * @throws ModelError when lots that go there would be lost for ever
 */
export function createWalletKeys(
  n: number,
  keys: readonly string[],
): WalletKeys & { readonly holder: string } {
  const sorted = keys.toSorted();
  return { n, keys: sorted, holder: walletHolder({ n, keys: sorted }) };
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
  return withTypedErrors<LotKey>({
    exportPrivateKey: pair.exportPrivateKey,
    keyIn,
    holderIn: (classId) => walletHolder({ n: 1, keys: [keyIn(classId)] }),
    sign(move, signing) {
      checkMembers(COMPANY, signing, 'options');
      const checked = parseValue(LotMoving, JSON.parse(canonicalJson(move)));
      const { classId, ref, kind, inputs, outputs, order } = checked;
      const publicKey = keyIn(classId);
      const { n, keys } = signing.wallet ?? { n: 1, keys: [publicKey] };
      const key = keys.indexOf(publicKey);
      if (key < 0) throw optionError({ option: 'options.wallet', rule: 'a wallet of this key' });
      walletHolder({ n, keys });
      const before = (order?.signatures ?? []).filter((each) => each.key !== key);
      const content = { classId, ref, kind, inputs, outputs };
      const message = moveToBytes({ channel, chaincode, company: signing.company, ...content });
      const signature = keyOf(classId).sign(message).toString('base64');
      const signatures = [...before, { key, signature }];
      const signed = Object.assign({}, checked, { order: { n, keys, signatures } });
      return withDecimalJson(parseValue(LotMoving, JSON.parse(canonicalJson(signed))));
    },
  });
}
