import { expect } from 'chai';
import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { KonttiError } from '../errors';
import type { Pkcs11 } from './token-module';
import { openTokenSession } from './token-session';

const CKO_PUBLIC_KEY = 2;
const CKA_CLASS = 0;
const CKA_LABEL = 3;
const CKA_EC_POINT = 0x181;
const PIN = '1234';

interface Pair {
  readonly label: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function createPair(label: string, namedCurve = 'P-256'): Pair {
  return { label, ...generateKeyPairSync('ec', { namedCurve }) };
}

/** The point of a public key that is not compressed, as an octet string or as it is. */
function pointOf({ publicKey }: Pair, isWrapped: boolean): Buffer {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const pointBytes = publicKey.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 97 : 65;
  const point = spki.subarray(-pointBytes);
  return isWrapped ? Buffer.concat([Buffer.of(4, pointBytes), point]) : point;
}

function refused(code: number): Error {
  return Object.assign(new Error(`0x${code.toString(16)}`), { code });
}

interface TokenState {
  readonly pairs: readonly Pair[];
  /** Return value of a login; 0 where the PIN decides. */
  readonly login?: number;
  readonly isWrapped?: boolean;
}

/** A library with one token, which is labelled as tokens are, with blanks behind. */
function createLibrary({ pairs, login = 0, isWrapped = true }: TokenState): Pkcs11 & { closed: number } {
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

function openOn(
  state: TokenState,
  { label = 'kontti', pin = PIN } = {},
): ReturnType<typeof openTokenSession> {
  return openTokenSession(createLibrary(state), { label, pin: () => pin });
}

function failureOf(work: () => unknown): KonttiError {
  try {
    work();
  } catch (error) {
    if (error instanceof KonttiError) return error;
  }
  throw new Error('it did not fail with an error of the SDK');
}

describe('a session with a token of keys', () => {
  for (const curve of ['P-256', 'P-384'] as const) {
    for (const isWrapped of [true, false]) {
      it(`reads a key of ${curve} whose point is ${isWrapped ? 'an octet string' : 'as it is'}`, () => {
        const pair = createPair('erp', curve);
        const { publicKey } = openOn({ pairs: [pair], isWrapped }).key('erp');
        const expected = pair.publicKey.export({ format: 'der', type: 'spki' });
        expect(publicKey).to.equal(expected.toString('base64'));
      });
    }
  }

  it('signs with the key of that label, not with another one', async () => {
    const [erp, sensor] = [createPair('erp'), createPair('sensor')];
    const session = openOn({ pairs: [erp, sensor] });
    const digest = Buffer.alloc(32, 7);
    const signature = await session.sign('sensor', digest);
    const isOf = ({ publicKey }: Pair): boolean =>
      verify(null, digest, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
    expect([isOf(sensor), isOf(erp)]).to.deep.equal([true, false]);
  });

  it('says which token, and which key, is not there or there twice', () => {
    const pairs = [createPair('erp'), createPair('erp')];
    const failures = [
      failureOf(() => openOn({ pairs }, { label: 'absent' })),
      failureOf(() => openOn({ pairs }).key('absent')),
      failureOf(() => openOn({ pairs }).key('erp')),
    ];
    expect(failures.map(({ code }) => code)).to.deep.equal(Array(3).fill('TOKEN_UNUSABLE'));
    expect(
      failures.map(({ message }) => /no token|no private|more than one private/.exec(message)?.[0]),
    ).to.deep.equal(['no token', 'no private', 'more than one private']);
  });

  it('says that the PIN was refused, so that nobody tries it until the token is locked', () => {
    const wrong = failureOf(() => openOn({ pairs: [] }, { pin: '0000' }));
    expect([wrong.code, wrong.details['isPinRefused']]).to.deep.equal(['TOKEN_UNUSABLE', true]);
    const locked = failureOf(() => openOn({ pairs: [], login: 0xa4 }));
    expect(locked.details['isPinRefused']).to.equal(true);
    for (const login of [0x9f, 0xa5, 0x30]) {
      const other = failureOf(() => openOn({ pairs: [], login }));
      expect([other.code, other.details['isPinRefused']]).to.deep.equal(['TOKEN_UNUSABLE', undefined]);
    }
  });

  it('closes the session of a login that fails, and takes one that another session logged in', () => {
    const failing = createLibrary({ pairs: [], login: 0x30 });
    failureOf(() => openTokenSession(failing, { label: 'kontti', pin: () => PIN }));
    expect(failing.closed).to.equal(1);
    const shared = createLibrary({ pairs: [createPair('erp')], login: 0x100 });
    const session = openTokenSession(shared, { label: 'kontti', pin: () => PIN });
    expect(session.key('erp').publicKey).to.match(/^MFkw/);
    session.close();
    expect(shared.closed).to.equal(1);
  });
});
