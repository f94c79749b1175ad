import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { canonicalJson } from '@kontti/model';
import { createError } from '../errors';
import { toDecimals } from '../decimal-json';

const PLAIN = 0;
const ENCRYPTED = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes of the key that encrypts requests. */
export const ENCRYPTION_KEY_BYTES = 32;

/** The request as JSON: times as ISO 8601, amounts as decimal strings, which operations take as well. */
export function requestToText(request: unknown): string {
  return JSON.stringify(toDecimals(request));
}

/** Distinguishes rows of one id. With a key it does not show what was guessed right to somebody who has the store alone. */
export function digestOf(
  row: { readonly operation: string; readonly key: string; readonly text: string },
  encryptionKey: Uint8Array | undefined,
): string {
  const bound = canonicalJson([row.operation, row.key, JSON.parse(row.text)]);
  const hash = encryptionKey === undefined ? createHash('sha256') : createHmac('sha256', encryptionKey);
  return hash.update(bound).digest('hex');
}

/** A request as a store keeps it: encrypted with AES-256-GCM, bound to the row's id, where there is a key. */
export function sealRequest(
  { id, text }: { readonly id: string; readonly text: string },
  encryptionKey: Uint8Array | undefined,
): Uint8Array {
  if (encryptionKey === undefined) {
    return Buffer.concat([Buffer.of(PLAIN), Buffer.from(text)]);
  }
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce).setAAD(Buffer.from(id));
  const sealed = [cipher.update(text), cipher.final()];
  return Buffer.concat([Buffer.of(ENCRYPTED), nonce, cipher.getAuthTag(), ...sealed]);
}

/** The request of a row. @throws STORE_KEY_WRONG */
export function openRequest(
  { id, request }: { readonly id: string; readonly request: Uint8Array },
  encryptionKey: Uint8Array | undefined,
): unknown {
  return JSON.parse(openText(id, Buffer.from(request), encryptionKey));
}

function openText(id: string, sealed: Buffer, encryptionKey: Uint8Array | undefined): string {
  const body = sealed.subarray(1);
  if (sealed[0] === PLAIN) {
    return body.toString('utf8');
  }
  if (encryptionKey === undefined) {
    throw createError('STORE_KEY_WRONG', { because: 'no encryptionKey is given', details: { id } });
  }
  const nonce = body.subarray(0, NONCE_BYTES);
  const tag = body.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', encryptionKey, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(id))
      .setAuthTag(tag);
    const text = decipher.update(body.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw createError('STORE_KEY_WRONG', { details: { id }, cause });
  }
}
