import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createError } from '../errors';
import { withoutBom } from '../files/read-file';

/** Returns the passphrase of an encrypted private key. */
export type Passphrase = () => string | Promise<string>;

/** Reads a private key from PEM. @throws KEY_UNSUPPORTED, KEY_ENCRYPTED */
export function parsePrivateKey(pem: string | Uint8Array): KeyObject {
  const key = withoutBom(Buffer.from(pem));
  if (isEncrypted(key)) {
    throw createError('KEY_ENCRYPTED');
  }
  try {
    return createPrivateKey(key);
  } catch {
    // The parser's own error may quote the input, which is a secret.
    throw createError('KEY_UNSUPPORTED', { because: 'the PEM cannot be parsed' });
  }
}

/** As `parsePrivateKey`, for a key that may be encrypted. @throws KEY_UNSUPPORTED, KEY_ENCRYPTED */
export async function openPrivateKey(
  pem: string | Uint8Array,
  passphrase: Passphrase | undefined,
): Promise<KeyObject> {
  const key = withoutBom(Buffer.from(pem));
  if (passphrase === undefined || !isEncrypted(key)) {
    return parsePrivateKey(key);
  }
  const opening = await askPassphrase(passphrase);
  try {
    return createPrivateKey({ key, passphrase: opening });
  } catch {
    throw createError('KEY_ENCRYPTED', {
      because: 'the passphrase does not open it',
      remedy: 'Return the passphrase with which the key was encrypted',
    });
  }
}

async function askPassphrase(passphrase: Passphrase): Promise<string> {
  let answer: unknown;
  try {
    answer = await passphrase();
  } catch (cause) {
    throw createError('KEY_ENCRYPTED', { because: 'the function passphrase failed', cause });
  }
  if (typeof answer !== 'string') {
    throw createError('KEY_ENCRYPTED', { because: 'the function passphrase did not return a text' });
  }
  return answer;
}

function isEncrypted(pem: Buffer): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem.toString('latin1'));
}
