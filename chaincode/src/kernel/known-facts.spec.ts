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
});
