import { createError, KonttiError } from '../errors';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { callback, required, text } from '../options/rules';
import type { ExternalSigner } from './external-signer';
import { openModule } from './token-module';
import type { TokenModule } from './token-module';
import { openTokenSession } from './token-session';
import type { TokenSession } from './token-session';

/** A token of keys, in an HSM or a smart card, as PKCS #11 names it. */
export interface TokenOptions {
  /** Path of the vendor's library: `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly library: string;
  /** Label of the token. */
  readonly label: string;
  /** Returns the PIN of the token's user. It is asked each time that the token is logged in to. */
  readonly pin: () => string;
}

/** A key of a token: as a device's signer, or its `sign` as a client's. */
export interface TokenKey {
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /** Signs in the token. */
  readonly sign: ExternalSigner;
}

/** An open token. */
export interface Token extends Disposable {
  /**
   * Returns the key pair of P-256 or P-384 that has this label in the token.
   * @example const { publicKey, sign } = token.key('Org1MSP/D-1');
   * @throws TOKEN_UNUSABLE
   */
  key(label: string): TokenKey;
  /**
   * Logs out. Its keys sign no more.
   * @example token.close();
   */
  close(): void;
}

const TOKEN_OPTIONS: OptionRules<TokenOptions> = {
  library: required(text),
  label: required(text),
  pin: required(callback),
};

/**
 * Opens a token of keys by its PKCS #11 library: keys that never leave it sign readings and proposals. When a session with it is lost, the next signature opens
 * another one. Needs the package `pkcs11js`.
 * @example
 * using token = openToken({ library: '/usr/lib/softhsm/libsofthsm2.so', label: 'kontti', pin: () => process.env.PIN ?? '' });
 * await connect({ ...peer, mspId, certificate, signer: token.key('erp').sign });
 * @throws OPTIONS_INVALID, TOKEN_DRIVER_MISSING, TOKEN_UNUSABLE
 */
export function openToken(options: TokenOptions): Token {
  checkOptions(TOKEN_OPTIONS, options);
  return createToken(openModule(options.library), options);
}

/** A token of a library that is open, which it releases. @throws TOKEN_UNUSABLE */
export function createToken(module: TokenModule, options: Omit<TokenOptions, 'library'>): Token {
  const open = (): TokenSession => openTokenSession(module.pkcs11, options);
  let session: TokenSession | undefined;
  try {
    session = open();
  } catch (error) {
    module.release();
    throw error;
  }
  let isClosed = false;
  /** After a PIN that was refused no other session is opened: some tries more would lock the token. */
  let refusal: KonttiError | undefined;
  const current = (): TokenSession => {
    if (isClosed) {
      throw createError('TOKEN_UNUSABLE', { because: 'it is closed' });
    }
    if (refusal !== undefined) {
      throw refusal;
    }
    try {
      return (session ??= open());
    } catch (error) {
      if (error instanceof KonttiError && error.details['isPinRefused'] === true) {
        refusal = error;
      }
      throw error;
    }
  };
  // A session signs one message at a time.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (sign: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    const turn = last.then(sign, sign);
    last = turn.catch(() => undefined);
    return turn;
  };
  const sign = async (label: string, digest: Uint8Array): Promise<Uint8Array> => {
    const used = current();
    try {
      return await used.sign(label, digest);
    } catch (cause) {
      used.close();
      session = undefined;
      throw cause;
    }
  };
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    session?.close();
    module.release();
  };
  return {
    key: (label) => {
      const { publicKey } = current().key(label);
      return { publicKey, sign: (digest) => inTurn(() => sign(label, digest)) };
    },
    close,
    [Symbol.dispose]: close,
  };
}
