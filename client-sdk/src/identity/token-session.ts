import { createPublicKey } from 'node:crypto';
import { createError, KonttiError } from '../errors';
import { codeOf } from './token-module';
import type { Pkcs11 } from './token-module';

/** Numbers of PKCS #11 (OASIS, version 2.40). */
const CKF_SERIAL_SESSION = 4;
const CKU_USER = 1;
const CKO_PUBLIC_KEY = 2;
const CKO_PRIVATE_KEY = 3;
const CKK_EC = 3;
const CKM_ECDSA = 0x1041;
const CKA_CLASS = 0;
const CKA_LABEL = 3;
const CKA_KEY_TYPE = 0x100;
const CKA_EC_POINT = 0x181;
const CKR_USER_ALREADY_LOGGED_IN = 0x100;
/** From "the PIN is incorrect" to "the PIN is locked". */
const CKR_PIN = { first: 0xa0, last: 0xa4 } as const;

/** r and s of P-384. */
const SIGNATURE_BYTES_MAX = 96;

/** A session with a token, as its user. */
export interface TokenSession {
  /** Public key of a pair. @throws TOKEN_UNUSABLE */
  key(label: string): { readonly publicKey: string };
  /** Signs a digest: r and s. */
  sign(label: string, digest: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

interface FoundKey {
  readonly handle: Buffer;
  readonly publicKey: string;
}

/** Opens a session. @throws TOKEN_UNUSABLE, with `details.isPinRefused` where another try with this PIN may lock the token */
export function openTokenSession(
  pkcs11: Pkcs11,
  { label, pin }: { readonly label: string; readonly pin: () => string },
): TokenSession {
  const session = attempt('no session opens', () => {
    const slot = pkcs11
      .C_GetSlotList(true)
      .find((each) => trimmed(pkcs11.C_GetTokenInfo(each).label) === label);
    if (slot === undefined) {
      throw createError('TOKEN_UNUSABLE', { because: `no token has the label ${label}` });
    }
    return pkcs11.C_OpenSession(slot, CKF_SERIAL_SESSION);
  });
  const close = (): void => {
    try {
      pkcs11.C_CloseSession(session);
    } catch {
      // It was lost before.
    }
  };
  try {
    attempt('its user cannot log in', () => login(pkcs11, session, pin()));
  } catch (error) {
    close();
    throw error;
  }
  const keys = new Map<string, FoundKey>();
  const find = (name: string): FoundKey => {
    const key = keys.get(name) ?? attempt(`key ${name}`, () => findKey(pkcs11, session, name));
    keys.set(name, key);
    return key;
  };
  return {
    key: (name) => find(name),
    async sign(name, digest) {
      pkcs11.C_SignInit(session, { mechanism: CKM_ECDSA }, find(name).handle);
      return await pkcs11.C_SignAsync(session, Buffer.from(digest), Buffer.alloc(SIGNATURE_BYTES_MAX));
    },
    close,
  };
}

/** Labels of tokens are filled up with blanks; some software fills them with zeros. */
function trimmed(label: string): string {
  return label.replace(/[ \0]+$/, '');
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof KonttiError) {
      throw cause;
    }
    const code = codeOf(cause) ?? 0;
    const isPinRefused = code >= CKR_PIN.first && code <= CKR_PIN.last;
    throw createError('TOKEN_UNUSABLE', {
      because: what,
      cause,
      ...(isPinRefused && { details: { isPinRefused } }),
    });
  }
}

function login(pkcs11: Pkcs11, session: Buffer, pin: string): void {
  try {
    pkcs11.C_Login(session, CKU_USER, pin);
  } catch (error) {
    // All sessions of a process with a token are logged in at once.
    if (codeOf(error) !== CKR_USER_ALREADY_LOGGED_IN) {
      throw error;
    }
  }
}

function findKey(pkcs11: Pkcs11, session: Buffer, label: string): FoundKey {
  const handle = findObject(pkcs11, session, { label, kind: CKO_PRIVATE_KEY });
  const pair = findObject(pkcs11, session, { label, kind: CKO_PUBLIC_KEY });
  const [point] = pkcs11.C_GetAttributeValue(session, pair, [{ type: CKA_EC_POINT }]);
  return { handle, publicKey: toSpki(point?.value as Buffer) };
}

function findObject(
  pkcs11: Pkcs11,
  session: Buffer,
  { label, kind }: { readonly label: string; readonly kind: number },
): Buffer {
  pkcs11.C_FindObjectsInit(session, [
    { type: CKA_CLASS, value: kind },
    { type: CKA_KEY_TYPE, value: CKK_EC },
    { type: CKA_LABEL, value: label },
  ]);
  try {
    const [found, ...others] = pkcs11.C_FindObjects(session, 2);
    if (found === undefined || others.length > 0) {
      const which = kind === CKO_PRIVATE_KEY ? 'private' : 'public';
      const because = `${found === undefined ? 'no' : 'more than one'} ${which} key has the label ${label}`;
      throw createError('TOKEN_UNUSABLE', { because });
    }
    return found;
  } finally {
    pkcs11.C_FindObjectsFinal(session);
  }
}

/** Curves by the length of a point that is not compressed. */
const CURVES: ReadonlyMap<number, string> = new Map([
  [65, 'P-256'],
  [97, 'P-384'],
]);

/** Base64 of SPKI DER. A token gives the point as an octet string, or as it is. @throws unless it is a point of a curve */
function toSpki(octets: Buffer): string {
  const point = CURVES.has(octets.length) ? octets : octets.subarray(2);
  const end = (point.length + 1) / 2;
  const [x, y] = [point.subarray(1, end).toString('base64url'), point.subarray(end).toString('base64url')];
  const key = { kty: 'EC', crv: CURVES.get(point.length) ?? 'none', x, y };
  const spki = createPublicKey({ format: 'jwk', key }).export({ format: 'der', type: 'spki' });
  return spki.toString('base64');
}
