import { expect } from 'chai';
import { verify } from 'node:crypto';
import { KonttiError } from '../errors';
import { createLibrary, createPair, failureOf, PIN, refused } from '../testing/memory-token';
import type { TokenState } from '../testing/memory-token';
import type { ExternalSigner } from './external-signer';
import { createToken, openToken } from './token';

const digest = Buffer.alloc(32, 7);

/** A token whose library counts what is opened and closed, and which can lose its session. */
function createSubject(state: TokenState, pin: () => string = () => PIN) {
  const original = createLibrary(state);
  const seen = { opened: 0, closed: 0, released: 0, asked: 0, running: 0, most: 0, isLost: false };
  const pkcs11 = Object.assign({}, original, {
    C_OpenSession: (slot: Buffer, flags: number) => {
      seen.opened += 1;
      return original.C_OpenSession(slot, flags);
    },
    C_CloseSession: () => {
      seen.closed += 1;
    },
    C_SignAsync: async (session: Buffer, data: Buffer, signature: Buffer) => {
      seen.running += 1;
      seen.most = Math.max(seen.most, seen.running);
      await Promise.resolve();
      seen.running -= 1;
      if (seen.isLost) throw refused(0xb3);
      return await original.C_SignAsync(session, data, signature);
    },
  });
  const open = () =>
    createToken(
      { pkcs11, release: () => (seen.released += 1) },
      {
        label: 'kontti',
        pin: () => {
          seen.asked += 1;
          return pin();
        },
      },
    );
  return { open, seen };
}

const outcomeOf = async (signature: ReturnType<ExternalSigner>): Promise<string> =>
  await Promise.resolve(signature).then(
    ({ length }) => `${length} bytes`,
    (error: unknown) => (error instanceof KonttiError ? error.code : 'lost'),
  );

describe('a token of keys', () => {
  it('signs what it is asked at once one after the other, each with its own key', async () => {
    const pairs = [createPair('erp'), createPair('sensor')];
    const { open, seen } = createSubject({ pairs });
    using token = open();
    const keys = pairs.map(({ label }) => token.key(label));
    const signatures = await Promise.all([...keys, ...keys].map(async ({ sign }) => await sign(digest)));
    const isRight = signatures.map((signature, index) =>
      verify(
        null,
        digest,
        {
          key: Buffer.from(keys[index % 2]?.publicKey ?? '', 'base64'),
          ...{ format: 'der', type: 'spki', dsaEncoding: 'ieee-p1363' },
        },
        signature,
      ),
    );
    expect(isRight).to.deep.equal([true, true, true, true]);
    expect([seen.most, seen.opened, seen.asked]).to.deep.equal([1, 1, 1]);
  });

  it('opens another session with the signature after the one that met the lost session', async () => {
    const { open, seen } = createSubject({ pairs: [createPair('erp')] });
    using token = open();
    const { sign } = token.key('erp');
    seen.isLost = true;
    const met = outcomeOf(sign(digest));
    const queued = outcomeOf(sign(digest));
    expect([await met, await queued]).to.deep.equal(['lost', 'lost']);
    expect([seen.opened, seen.closed]).to.deep.equal([2, 2]);
    seen.isLost = false;
    expect(await outcomeOf(sign(digest))).to.equal('64 bytes');
    expect(seen.opened).to.equal(3);
  });

  it('is not asked again with a PIN that was refused, which would lock it', async () => {
    let pin = PIN;
    const { open, seen } = createSubject({ pairs: [createPair('erp')] }, () => pin);
    using token = open();
    const { sign } = token.key('erp');
    pin = '0000';
    seen.isLost = true;
    expect(await outcomeOf(sign(digest))).to.equal('lost');
    seen.isLost = false;
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await outcomeOf(sign(digest))).to.equal('TOKEN_UNUSABLE');
    }
    expect(failureOf(() => token.key('erp')).details['isPinRefused']).to.equal(true);
    expect(seen.asked).to.equal(2);
  });

  it('is asked again where it failed for another reason', async () => {
    let isAway = false;
    const { open, seen } = createSubject({ pairs: [createPair('erp')] }, () => {
      if (isAway) throw refused(0x30);
      return PIN;
    });
    using token = open();
    const { sign } = token.key('erp');
    [isAway, seen.isLost] = [true, true];
    expect(await outcomeOf(sign(digest))).to.equal('lost');
    expect(await outcomeOf(sign(digest))).to.equal('TOKEN_UNUSABLE');
    [isAway, seen.isLost] = [false, false];
    expect(await outcomeOf(sign(digest))).to.equal('64 bytes');
  });

  it('signs no more once it is closed, and leaves its library once', async () => {
    const { open, seen } = createSubject({ pairs: [createPair('erp')] });
    const token = open();
    const { sign } = token.key('erp');
    token.close();
    token[Symbol.dispose]();
    expect([seen.closed, seen.released]).to.deep.equal([1, 1]);
    expect(await outcomeOf(sign(digest))).to.equal('TOKEN_UNUSABLE');
    expect(failureOf(() => token.key('erp')).code).to.equal('TOKEN_UNUSABLE');
    expect(seen.opened).to.equal(1);
  });

  it('leaves its library where its user cannot log in', () => {
    const { open, seen } = createSubject({ pairs: [], login: 0xa0 });
    expect(failureOf(open)).to.deep.include({ code: 'TOKEN_UNUSABLE' });
    expect([seen.closed, seen.released]).to.deep.equal([1, 1]);
  });

  it('is asked for by library, label and a function that returns the PIN', () => {
    const options = { library: '/nowhere/none.so', label: 'kontti', pin: () => PIN };
    for (const option of ['library', 'label', 'pin'] as const) {
      const failure = failureOf(() => openToken({ ...options, [option]: undefined } as never));
      expect([failure.code, failure.details['option']]).to.deep.equal(['OPTIONS_INVALID', option]);
    }
    expect(failureOf(() => openToken({ ...options, pin: PIN } as never)).details['option']).to.equal('pin');
    expect(['TOKEN_DRIVER_MISSING', 'TOKEN_UNUSABLE']).to.include(failureOf(() => openToken(options)).code);
  });
});
