import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createError } from '../errors';
import type { CreateErrorOptions, KonttiError } from '../errors';
import { withoutBom } from '../files/read-file';

/** Returns the passphrase of an encrypted private key. */
export type Passphrase = () => string | Promise<string>;

/** What is wrong with a key, and at which option it was given, if at one. */
export function keyError(
  code: 'KEY_UNSUPPORTED' | 'KEY_ENCRYPTED',
  { option, because, details, ...more }: CreateErrorOptions & { readonly option: string | undefined },
): KonttiError {
  const named = [option, because].filter((part) => part !== undefined).join(': ');
  return createError(code, {
    ...more,
    ...(named === '' ? {} : { because: named }),
    details: { ...(option === undefined ? {} : { option }), ...details },
  });
}

/** Reads a private key from PEM; `option` is where it was given. @throws KEY_UNSUPPORTED, KEY_ENCRYPTED */
export function parsePrivateKey(pem: string | Uint8Array, option?: string): KeyObject {
  const key = withoutBom(Buffer.from(pem));
  if (isEncrypted(key)) {
    throw keyError('KEY_ENCRYPTED', { option });
  }
  try {
    return createPrivateKey(key);
  } catch {
    // The parser's own error may quote the input, which is a secret.
    throw keyError('KEY_UNSUPPORTED', { option, because: 'the PEM cannot be parsed' });
  }
}

/** As `parsePrivateKey`, for a key that may be encrypted. @throws KEY_UNSUPPORTED, KEY_ENCRYPTED */
export async function openPrivateKey(
  pem: string | Uint8Array,
  passphrase: Passphrase | undefined,
  option?: string,
): Promise<KeyObject> {
  const key = withoutBom(Buffer.from(pem));
  if (passphrase === undefined || !isEncrypted(key)) {
    return parsePrivateKey(key, option);
  }
  const opening = await askPassphrase(passphrase, option);
  try {
    return createPrivateKey({ key, passphrase: opening });
  } catch {
    throw keyError('KEY_ENCRYPTED', {
      option,
      because: 'the passphrase does not open it',
      remedy: 'Return the passphrase with which the key was encrypted',
    });
  }
}

async function askPassphrase(passphrase: Passphrase, option: string | undefined): Promise<string> {
  let answer: unknown;
  try {
    answer = await passphrase();
  } catch (cause) {
    throw keyError('KEY_ENCRYPTED', { option, because: 'the function passphrase failed', cause });
  }
  if (typeof answer !== 'string') {
    throw keyError('KEY_ENCRYPTED', { option, because: 'the function passphrase did not return a text' });
  }
  return answer;
}

function isEncrypted(pem: Buffer): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem.toString('latin1'));
}
