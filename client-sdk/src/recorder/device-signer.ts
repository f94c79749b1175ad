import { signInTime } from '../gateway/signing';
import type { SigningTime } from '../gateway/signing';
import { createExternalSigner } from '../identity/external-signer';
import type { ExternalSigner } from '../identity/external-signer';
import { createSigningKeyPair } from '../identity/signing-key';
import { createError, KonttiError } from '../errors';
import { checkOptions, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { callback, pem, required, text } from '../options/rules';

/** How a device signs: with a key in this process, or where its key is. */
export type DeviceSigner =
  | {
      /** PEM, PKCS #8: P-256 or Ed25519. */
      readonly privateKey: string | Uint8Array;
    }
  | {
      /** Base64 of SPKI DER, as it was registered. */
      readonly publicKey: string;
      /** Signs where the private key is: in an HSM (PKCS #11), a KMS, or on the device. */
      readonly sign: ExternalSigner;
    };

/** Signs a batch's digest. */
export type BatchSigner = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

const SOFTWARE: OptionRules<{ privateKey: string }> = { privateKey: required(pem) };
const EXTERNAL: OptionRules<{ publicKey: string; sign: ExternalSigner }> = {
  publicKey: required(text),
  sign: required(callback),
};

/** @throws OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED; the signer fails with SIGNER_FAILED */
export function openDeviceSigner(signer: DeviceSigner, time: SigningTime): BatchSigner {
  if (typeof signer !== 'object' || signer === null) {
    throw optionError({ option: 'signerOf', rule: 'a function that returns a signer' });
  }
  if ('privateKey' in signer) {
    checkOptions<object>(SOFTWARE, signer, 'signerOf()');
    return createSigningKeyPair(signer.privateKey).sign;
  }
  checkOptions<object>(EXTERNAL, signer, 'signerOf()');
  const sign = openExternal(signer);
  return (message) => signInTime(sign, message, time);
}

/** A certificate's key can be read; what a caller gives as one may be no key at all. */
function openExternal(signer: Extract<DeviceSigner, { readonly publicKey: string }>): BatchSigner {
  try {
    return createExternalSigner(signer.sign, signer);
  } catch (cause) {
    throw cause instanceof KonttiError ? cause : createError('KEY_UNSUPPORTED', { cause });
  }
}
