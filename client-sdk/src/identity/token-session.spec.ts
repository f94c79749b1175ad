import { expect } from 'chai';
import { verify } from 'node:crypto';
import { createLibrary, createPair, failureOf, PIN } from '../testing/memory-token';
import type { Pair, TokenState } from '../testing/memory-token';
import { openTokenSession } from './token-session';

function openOn(
  state: TokenState,
  { label = 'kontti', pin = PIN } = {},
): ReturnType<typeof openTokenSession> {
  return openTokenSession(createLibrary(state), { label, pin: () => pin });
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

  it('takes no point that is of no curve, compressed or cut', () => {
    for (const length of [0, 2, 33, 64, 66, 133]) {
      const library = createLibrary({ pairs: [createPair('erp')] });
      library.C_GetAttributeValue = (_session, _object, [query]) => [
        { type: query?.type ?? 0, value: Buffer.alloc(length, 4) },
      ];
      const session = openTokenSession(library, { label: 'kontti', pin: () => PIN });
      expect(failureOf(() => session.key('erp')).code, String(length)).to.equal('TOKEN_UNUSABLE');
    }
  });

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
