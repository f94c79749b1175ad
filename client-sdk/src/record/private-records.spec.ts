import { expect } from 'chai';
import { createCipheriv, createHash } from 'node:crypto';
import { KonttiError } from '../errors';
import { createAnsweringContext } from '../testing/answering-context';
import { createPrivateRecords } from './private-records';

const recordId = `AMSP/${'0a'.repeat(16)}`;
const [salt, value] = [Buffer.alloc(32, 7), Buffer.from('passport P123')];

/** What the own peer answers: salt and value, under the key that the client sent. */
function seal(key: Uint8Array, content: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Reads a record of which the peer's answer was changed on its way. */
async function readChanged(change: (sealed: Buffer) => Uint8Array) {
  const { context, asked } = createAnsweringContext(({ transientData = {} }) => {
    const { key = new Uint8Array() } = transientData;
    const sealed = change(seal(key, Buffer.concat([salt, value])));
    return { sealed: Buffer.from(sealed).toString('base64') };
  });
  const outcome: unknown = await createPrivateRecords(context)
    .read({ recordId })
    .catch((error: unknown) => error);
  return { outcome, asked };
}

describe('a private record', () => {
  it('is read under a key that is used once', async () => {
    const answers = [await readChanged((sealed) => sealed), await readChanged((sealed) => sealed)];
    const commitment = createHash('sha256').update(salt).update(value).digest('hex');
    for (const { outcome, asked } of answers) {
      expect(outcome).to.deep.equal({ value, salt, commitment });
      expect(asked.map(({ name, request }) => [name, request])).to.deep.equal([
        ['record:GetKept', { recordId }],
      ]);
    }
    const keys = answers.flatMap(({ asked }) => asked.map(({ transientData }) => transientData?.['key']));
    expect(keys.map((key) => key?.length)).to.deep.equal([32, 32]);
    expect(keys[0]).not.to.deep.equal(keys[1]);
  });

  it('is refused where the answer is not what the peer sealed, with the cause', async () => {
    for (const change of [
      (sealed: Buffer) => sealed.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
      (sealed: Buffer) => sealed.map((byte, index) => (index === sealed.length - 1 ? byte ^ 1 : byte)),
      (sealed: Buffer) => sealed.subarray(1),
      () => Buffer.of(1),
    ]) {
      const { outcome } = await readChanged(change);
      expect(outcome).to.be.instanceOf(KonttiError).with.property('code', 'RESULT_MALFORMED');
      expect((outcome as KonttiError).cause).to.be.instanceOf(Error);
    }
  });
});
