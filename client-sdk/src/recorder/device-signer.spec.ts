import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { SYSTEM_TIMERS } from '../gateway/timers';
import { createSigningKeyPair } from '../identity/signing-key';
import { SIGNATURE_MS_MAX } from '../limits';
import { createPassingTime } from '../testing/passing-time';
import { openDeviceSigner } from './device-signer';
import type { DeviceSigner } from './device-signer';

const { publicKey, sign, exportPrivateKey } = createSigningKeyPair();
const message = Buffer.from('a digest');
const time = { timers: SYSTEM_TIMERS };

describe('the signer of a device', () => {
  it('signs with a key in this process, or where the key is', async () => {
    const inside = await openDeviceSigner({ privateKey: exportPrivateKey() }, time)(message);
    const outside = await openDeviceSigner({ publicKey, sign }, time)(message);
    expect([inside.length, outside.length]).to.deep.equal([64, 64]);
  });

  it('fails by name whatever fails where the key is', async () => {
    const gone = new Error('the token is gone');
    const typed = createError('TIMED_OUT');
    const fails: readonly (readonly [() => never, string, unknown])[] = [
      [
        () => {
          throw gone;
        },
        'SIGNER_FAILED',
        gone,
      ],
      [
        () => {
          throw typed;
        },
        'TIMED_OUT',
        undefined,
      ],
    ];
    for (const [fail, code, cause] of fails) {
      const failure: unknown = await Promise.resolve(
        openDeviceSigner({ publicKey, sign: fail }, time)(message),
      ).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(KonttiError).and.to.include({ code });
      expect((failure as KonttiError).cause).to.equal(cause);
    }
  });

  it('is not waited for longer than a bound', async () => {
    const { timers, pauses } = createPassingTime(0);
    const never = () => new Promise<Uint8Array>(() => undefined);
    const signing = openDeviceSigner({ publicKey, sign: never }, { timers })(message);
    const failure: unknown = await Promise.resolve(signing).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(KonttiError).and.to.include({ code: 'SIGNER_FAILED' });
    expect(pauses).to.deep.equal([SIGNATURE_MS_MAX]);
  });

  it('is refused where its key is none, or of a kind that no device has', () => {
    const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const spki = rsa.export({ format: 'der', type: 'spki' }).toString('base64');
    for (const other of ['AAAA', spki]) {
      expect(() => openDeviceSigner({ publicKey: other, sign }, time))
        .to.throw(KonttiError)
        .with.property('code', 'KEY_UNSUPPORTED');
    }
  });

  it('is refused by the option that is wrong', () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [null, 'signerOf'],
      ['a key', 'signerOf'],
      [{}, 'signerOf().publicKey'],
      [{ publicKey }, 'signerOf().sign'],
      [{ publicKey, sign: 'here' }, 'signerOf().sign'],
      [{ publicKey: '', sign }, 'signerOf().publicKey'],
      [{ privateKey: 7 }, 'signerOf().privateKey'],
      [{ privateKey: exportPrivateKey(), sign }, 'signerOf().sign'],
    ];
    for (const [signer, option] of cases) {
      expect(() => openDeviceSigner(signer as DeviceSigner, time), option)
        .to.throw(KonttiError)
        .with.nested.property('details.option', option);
    }
  });
});
