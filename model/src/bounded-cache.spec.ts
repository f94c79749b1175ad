import { expect } from 'chai';
import { BoundedCache } from './bounded-cache';

describe('a bounded cache', () => {
  it('forgets what was not asked for longest, once the sizes are more than it may have', () => {
    const forgotten: string[] = [];
    const cache = new BoundedCache<string>({ sizeMax: 5, onForget: (value) => void forgotten.push(value) });
    cache.set('a', 'first');
    cache.set('b', 'second', 2);
    cache.set('c', 'third', 2);
    expect(forgotten).to.deep.equal([]);
    expect(cache.get('a')).to.equal('first');
    cache.set('d', 'fourth');
    expect(forgotten).to.deep.equal(['second']);
    cache.set('e', 'fifth', 2);
    expect(forgotten).to.deep.equal(['second', 'third']);
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key))).to.deep.equal([
      ...['first', undefined, undefined],
      ...['fourth', 'fifth'],
    ]);
  });

  it('has the size of what replaces a value, and says that the old one is gone', () => {
    const forgotten: string[] = [];
    const cache = new BoundedCache<string>({ sizeMax: 3, onForget: (value) => void forgotten.push(value) });
    cache.set('a', 'large', 3);
    cache.set('a', 'small');
    cache.set('b', 'other', 2);
    expect(forgotten).to.deep.equal(['large']);
    expect([cache.get('a'), cache.get('b')]).to.deep.equal(['small', 'other']);
  });

  it('does not keep what is larger than all of it', () => {
    const cache = new BoundedCache<string>({ sizeMax: 3 });
    cache.set('a', 'too large', 4);
    expect(cache.get('a')).to.equal(undefined);
  });
});
