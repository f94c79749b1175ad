import { bytesKey, parseBytesKey } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { KnownFacts } from './known-facts';

describe('what a process remembers of facts', () => {
  const { writes, digest } = forgedFact({
    type: 'company.registered',
    key: 'company/AMSP/0',
    body: { name: 'A', gln: '6400001000018', jurisdiction: 'FI' },
  });
  const [{ key, value: bytes = Buffer.alloc(0) } = { key: bytesKey('') }] = writes;
  const hash = parseBytesKey(key)?.hash ?? '';

  it('is of the bytes that are stored now, whatever was there before', () => {
    const known = new KnownFacts();
    const junk = Buffer.from('{"type":"company.registered"}');
    const spaced = Buffer.from(` ${bytes.toString()}`);
    for (const _ of [1, 2]) {
      expect(known.read(junk, hash)).to.include({ fact: undefined, bytes: junk });
      for (const stored of [bytes, spaced]) {
        const found = known.read(stored, hash);
        expect(found).to.include({ digest });
        expect(found.fact).to.include({ type: 'company.registered' });
        expect(found.bytes.equals(bytes)).to.equal(true);
      }
    }
  });

  it('is kept: bytes that are stored as they were are decoded once', () => {
    const known = new KnownFacts();
    const found = known.read(bytes, hash);
    expect(known.read(Buffer.from(bytes), hash)).to.equal(found);
    expect(new KnownFacts().read(bytes, hash)).not.to.equal(found);
  });

  it('is that a key is final, once it was: one that is not is looked at again', async () => {
    const known = new KnownFacts();
    const asked: string[] = [];
    const isFinal = async (id: string, found: boolean): Promise<boolean> =>
      await known.isFinal(id, async () => {
        asked.push(id);
        return found;
      });
    expect(await isFinal('a', false)).to.equal(false);
    expect(await isFinal('a', true)).to.equal(true);
    expect(await isFinal('a', false)).to.equal(true);
    expect(await isFinal('b', false)).to.equal(false);
    expect(asked).to.deep.equal(['a', 'a', 'b']);
  });
});
