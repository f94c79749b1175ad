import { expect } from 'chai';
import { createBoundedCache } from './bounded-cache';

describe('a bounded cache', () => {
  const entriesMax = 10;

  it('keeps the half that was used last, whatever else comes', () => {
    const cache = createBoundedCache<number, number>({ entriesMax });
    cache.set(-1, -1);
    for (let key = 0; key < 100; key += 1) {
      cache.set(key, key);
      expect(cache.get(-1)).to.equal(-1);
      for (let back = 0; back < entriesMax / 2 - 1; back += 1) {
        if (key >= back) expect(cache.get(key - back)).to.equal(key - back);
      }
    }
  });

  it('never keeps more than it may', () => {
    const cache = createBoundedCache<number, number>({ entriesMax });
    const keys = Array.from({ length: 100 }, (_, key) => key);
    for (const key of keys) cache.set(key, key);
    // The newest first, since a look-up is a use.
    const kept = keys.toReversed().filter((key) => cache.get(key) !== undefined);
    expect(kept.length).to.be.within(entriesMax / 2, entriesMax);
  });

  it('has the newest value of a key, and nothing after it was cleared', () => {
    const cache = createBoundedCache<string, number>({ entriesMax });
    cache.set('a', 1);
    for (let key = 0; key < entriesMax / 2; key += 1) cache.set(String(key), key);
    cache.set('a', 2);
    expect(cache.get('a')).to.equal(2);
    cache.clear();
    expect(cache.get('a')).to.equal(undefined);
  });
});
