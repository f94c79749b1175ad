import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { KonttiError } from '../errors';
import { openPrivateKey, parsePrivateKey } from './private-key';
import { keyToSpki } from './signing-key';

const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const plain = key.export({ type: 'pkcs8', format: 'pem' }).toString();
const encrypted = key
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  .toString();
const older = key
  .export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  .toString();

const failureOf = async (opening: Promise<unknown>): Promise<KonttiError> =>
  await opening.then(
    () => expect.fail('it opened'),
    (error: unknown) => (error instanceof KonttiError ? error : expect.fail(String(error))),
  );

describe('a private key', () => {
  it('is opened by its passphrase, which is asked for where the key is encrypted alone', async () => {
    let asked = 0;
    const passphrase = () => {
      asked += 1;
      return 'secret';
    };
    for (const pem of [plain, `\uFEFF${plain}`, Buffer.from(plain)]) {
      expect(keyToSpki(await openPrivateKey(pem, passphrase))).to.equal(keyToSpki(key));
      expect(keyToSpki(await openPrivateKey(pem, undefined))).to.equal(keyToSpki(key));
    }
    expect(asked).to.equal(0);
    for (const pem of [encrypted, older]) {
      expect(keyToSpki(await openPrivateKey(pem, passphrase))).to.equal(keyToSpki(key));
    }
    expect(asked).to.equal(2);
  });

  it('that stays closed says why, and what to do', async () => {
    const outcomes = await Promise.all(
      [
        openPrivateKey(encrypted, undefined),
        openPrivateKey(older, undefined),
        openPrivateKey(encrypted, () => 'wrong'),
        openPrivateKey(encrypted, () => Promise.reject(new Error('no vault'))),
        openPrivateKey(encrypted, () => 5 as unknown as string),
      ].map(failureOf),
    );
    expect(outcomes.map(({ code }) => code)).to.deep.equal(Array(5).fill('KEY_ENCRYPTED'));
    const [closed, , wrong, failed] = outcomes;
    expect(wrong?.details.remedy).not.to.equal(closed?.details.remedy);
    expect(wrong?.message).to.include(wrong?.details.remedy);
    expect(failed?.cause).to.be.instanceOf(Error).with.property('message', 'no vault');
    expect(new Set(outcomes.map(({ message }) => message)).size).to.equal(4);
  });

  it('that is none is refused without a word of what it says', () => {
    for (const pem of ['my secret', Buffer.from('my secret'), plain.slice(0, -60)]) {
      expect(() => parsePrivateKey(pem))
        .to.throw(KonttiError)
        .with.property('code', 'KEY_UNSUPPORTED');
      expect(() => parsePrivateKey(pem)).not.to.throw(/my secret/);
    }
  });
});
