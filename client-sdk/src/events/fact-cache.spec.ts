import type { Address, Sealed } from '@kontti/model';
import { expect } from 'chai';
import { ADDRESS_CACHED_BYTES, FACT_CACHED_BYTES, FACTS_CACHED_BYTES_MAX } from '../limits';
import { FactCache } from './fact-cache';

const sealed = (digest: string): Sealed => ({ fact: {}, digest }) as unknown as Sealed;
const at = (key: string): Address => ({ mspId: 'A', key });
/** Of the bytes of a fact without addresses of which so many fill a cache. */
const shareOf = (count: number): number => FACTS_CACHED_BYTES_MAX / count - FACT_CACHED_BYTES;

describe('facts that a stream remembers', () => {
  it('are found by digest and by every address that was named for them', () => {
    const cache = new FactCache();
    const fact = sealed('d');
    cache.add(fact, { size: 1, addresses: [at('x')] });
    cache.add(fact, { size: 1, addresses: [at('y')] });
    expect([cache.byDigest('d'), cache.byAddress(at('x')), cache.byAddress(at('y'))]).to.deep.equal(
      Array(3).fill(fact),
    );
    expect(cache.byAddress({ mspId: 'B', key: 'x' })).to.equal(undefined);
    expect(cache.byDigest('x')).to.equal(undefined);
  });

  it('are forgotten with their addresses, those that were not asked for longest first', () => {
    const cache = new FactCache();
    const add = (digest: string): void =>
      cache.add(sealed(digest), { size: shareOf(3) - ADDRESS_CACHED_BYTES, addresses: [at(digest)] });
    ['a', 'b', 'c'].forEach(add);
    cache.byAddress(at('a'));
    add('d');
    const known = ['a', 'b', 'c', 'd'].map((digest) => [
      cache.byDigest(digest)?.digest,
      cache.byAddress(at(digest))?.digest,
    ]);
    expect(known).to.deep.equal([
      ['a', 'a'],
      [undefined, undefined],
      ['c', 'c'],
      ['d', 'd'],
    ]);
  });

  it('take room for what they are in memory: each fact and each address, not their bytes alone', () => {
    const cache = new FactCache();
    const addresses = Array.from({ length: 10 }, (_, index) => at(String(index)));
    cache.add(sealed('a'), { size: shareOf(2) - 5 * ADDRESS_CACHED_BYTES, addresses: addresses.slice(0, 5) });
    cache.add(sealed('b'), { size: shareOf(2) - 5 * ADDRESS_CACHED_BYTES, addresses: addresses.slice(5) });
    expect(cache.byDigest('a')?.digest).to.equal('a');
    cache.add(sealed('a'), { size: shareOf(2) - 5 * ADDRESS_CACHED_BYTES, addresses: [at('one more')] });
    expect([cache.byDigest('a')?.digest, cache.byDigest('b')]).to.deep.equal(['a', undefined]);
  });

  it('keep an address that another fact has taken meanwhile', () => {
    const cache = new FactCache();
    cache.add(sealed('old'), { size: shareOf(2), addresses: [] });
    cache.add(sealed('old'), { size: 1, addresses: [at('x')] });
    cache.add(sealed('new'), { size: 1, addresses: [at('x')] });
    cache.add(sealed('large'), {
      size: FACTS_CACHED_BYTES_MAX - 2 * FACT_CACHED_BYTES - ADDRESS_CACHED_BYTES - 1,
      addresses: [],
    });
    expect(cache.byDigest('old')).to.equal(undefined);
    expect(cache.byAddress(at('x'))?.digest).to.equal('new');
  });

  it('leave out one that is larger than all may be', () => {
    const cache = new FactCache();
    cache.add(sealed('a'), { size: FACTS_CACHED_BYTES_MAX, addresses: [at('x')] });
    expect([cache.byDigest('a'), cache.byAddress(at('x'))]).to.deep.equal([undefined, undefined]);
  });
});
