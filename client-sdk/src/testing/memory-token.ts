import { expect } from 'chai';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { KonttiError } from '../errors';
import type { Pkcs11 } from '../identity/token-module';

const CKO_PUBLIC_KEY = 2;
const CKA_CLASS = 0;
const CKA_LABEL = 3;
const CKA_EC_POINT = 0x181;
/** The PIN of the token's user. */
export const PIN = '1234';

/** A key pair of a token. */
export interface Pair {
  readonly label: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Makes a pair. */
export function createPair(label: string, namedCurve = 'P-256'): Pair {
  return { label, ...generateKeyPairSync('ec', { namedCurve }) };
}

/** The point of a public key that is not compressed, as an octet string or as it is. */
function pointOf({ publicKey }: Pair, isWrapped: boolean): Buffer {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const pointBytes = publicKey.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 97 : 65;
  const point = spki.subarray(-pointBytes);
  return isWrapped ? Buffer.concat([Buffer.of(4, pointBytes), point]) : point;
}

/** What a library throws. */
export function refused(code: number): Error {
  return Object.assign(new Error(`0x${code.toString(16)}`), { code });
}

/** The error of the SDK with which some work fails. */
export function failureOf(work: () => unknown): KonttiError {
  try {
    work();
  } catch (error) {
    if (error instanceof KonttiError) return error;
  }
  throw new Error('it did not fail with an error of the SDK');
}

/** What a token has. */
export interface TokenState {
  readonly pairs: readonly Pair[];
  /** Return value of a login; 0 where the PIN decides. */
  readonly login?: number;
  readonly isWrapped?: boolean;
}

/** A library with one token, which is labelled as tokens are, with blanks behind. */
export function createLibrary({
  pairs,
  login = 0,
  isWrapped = true,
}: TokenState): Pkcs11 & { closed: number } {
  let found: Buffer[] = [];
  let signing: Pair | undefined;
  const handleOf = (index: number): Buffer => Buffer.of(index);
  const pairOf = (handle: Buffer): Pair => pairs[handle[0] ?? -1] as Pair;
  return {
    ...{ closed: 0, load: () => undefined, close: () => undefined },
    ...{ C_Initialize: () => undefined, C_Finalize: () => undefined },
    C_GetSlotList: () => [Buffer.of(0), Buffer.of(1)],
    C_GetTokenInfo: (slot) => ({
      label: slot[0] === 1 ? 'kontti'.padEnd(32, ' ') : 'other'.padEnd(32, '\0'),
    }),
    C_OpenSession: (slot) => slot,
    C_CloseSession() {
      this.closed += 1;
      throw refused(0xb3);
    },
    C_Login(_session, _user, pin) {
      if (login !== 0) throw refused(login);
      if (pin !== PIN) throw refused(0xa0);
    },
    C_FindObjectsInit(_session, template) {
      const label = template.find(({ type }) => type === CKA_LABEL)?.value;
      const kind = template.find(({ type }) => type === CKA_CLASS)?.value;
      expect([CKO_PUBLIC_KEY, 3]).to.include(kind);
      found = pairs.flatMap((pair, index) => (pair.label === label ? [handleOf(index)] : []));
    },
    C_FindObjects: (_session, countMax) => found.slice(0, countMax),
    C_FindObjectsFinal: () => (found = []),
    C_GetAttributeValue: (_session, object, query) => {
      expect(query).to.deep.equal([{ type: CKA_EC_POINT }]);
      return [{ type: CKA_EC_POINT, value: pointOf(pairOf(object), isWrapped) }];
    },
    C_SignInit: (_session, _mechanism, key) => (signing = pairOf(key)),
    C_SignAsync: (_session, digest) =>
      Promise.resolve(sign(null, digest, { key: (signing as Pair).privateKey, dsaEncoding: 'ieee-p1363' })),
  };
}
