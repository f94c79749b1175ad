import { sealHash } from '@kontti/model';
import { expect } from 'chai';
import {
  entryKey,
  entryRange,
  groupsOf,
  isNamed,
  listByTime,
  parseEntry,
  prefixOf,
  type List,
} from './list-entries';

const DAY_MS = 86_400_000;
const digest = 'd'.repeat(64);
const hash = sealHash(digest).slice(0, 16);
const byTime: List = listByTime('k', 'v');
const byDay: List = { ...byTime, order: 'day' };
const byId: List = { ...byTime, order: 'id' };
const TIME = '0000000000000007';

describe('an entry of a list', () => {
  it('has a key with its time, but in lists by id', () => {
    expect(prefixOf(listByTime('k'))).to.equal('idx/k/');
    expect(prefixOf(byTime)).to.equal('idx/k/v/');
    const entry = { id: 'A/b', at: 7, digest };
    expect(entryKey(byTime, entry)).to.equal(`idx/k/v/${TIME}/A/b/${hash}`);
    expect(entryKey(byDay, entry)).to.equal(`idx/k/v/${TIME}/A/b/${hash}`);
    expect(entryKey(byId, entry)).to.equal(`idx/k/v/A/b/${hash}`);
    expect(entryKey(byTime, { id: 'A/b', digest })).to.equal(`idx/k/v/${'0'.repeat(16)}/A/b/${hash}`);
  });

  it('is parsed in the form of its list alone', () => {
    const timed = `${TIME}/A/b/${hash}`;
    expect(parseEntry(byTime, timed)).to.deep.equal({ id: 'A/b', time: TIME, hash });
    expect(parseEntry(byDay, timed)).to.deep.equal({ id: 'A/b', time: TIME, hash });
    expect(parseEntry(byId, `A/b/${hash}`)).to.deep.equal({ id: 'A/b', time: undefined, hash });
    expect(parseEntry(byId, timed)).to.equal(undefined);
    for (const list of [byTime, byDay]) expect(parseEntry(list, `A/b/${hash}`)).to.equal(undefined);
    const longest = 'x'.repeat(256);
    expect(parseEntry(byId, `${longest}/${hash}`)).to.include({ id: longest });
    const wrong = [
      ...['', 'A/b', `/${hash}`, hash, `A/b/${hash}0`, `A/b/${hash.slice(1)}`, `A/b/${hash.slice(1)}G`],
      ...[`A b/${hash}`, `${longest}x/${hash}`, `A/b/${hash}/`, `A/b/${hash}\n`],
    ];
    for (const text of wrong) {
      expect(parseEntry(byId, text), text).to.equal(undefined);
      expect(parseEntry(byTime, `${TIME}/${text}`), text).to.equal(undefined);
    }
  });

  it('is that of one fact and one time', () => {
    const timed = { id: 'A/b', time: TIME, hash };
    expect(isNamed(timed, { at: 7, digest })).to.equal(true);
    expect(isNamed(timed, { at: 8, digest })).to.equal(false);
    expect(isNamed(timed, { at: 7, digest: 'e'.repeat(64) })).to.equal(false);
    for (const time of ['0'.repeat(16), '0000000000000001']) {
      expect(isNamed({ ...timed, time }, { digest }), time).to.equal(false);
    }
    expect(isNamed({ ...timed, time: undefined }, { digest })).to.equal(true);
    expect(isNamed({ ...timed, time: undefined }, { digest: 'e'.repeat(64) })).to.equal(false);
  });

  it('is for all of a fact in lists by id, for what one day has in lists by day', () => {
    const [late, next, early, none] = [
      { id: 'late', at: DAY_MS - 1 },
      { id: 'next', at: DAY_MS },
      { id: 'early', at: 1 },
      { id: 'none' },
    ];
    expect(groupsOf(byId, [late, next, early])).to.deep.equal([[early, late, next]]);
    expect(groupsOf(byDay, [late, next, early, none])).to.deep.equal([[none, early, late], [next]]);
    expect(groupsOf(byDay, [early, none])).to.deep.equal([[none, early]]);
    expect(groupsOf(byDay, [])).to.deep.equal([]);
  });

  it('is in the range of the times that are asked for, of whole days in lists by day', () => {
    const all = { start: 'idx/k/v/', end: 'idx/k/v/\u007f' };
    for (const list of [byTime, byDay, byId]) expect(entryRange(list, {})).to.deep.equal(all);
    const time = (at: number) => `idx/k/v/${String(at).padStart(16, '0')}/`;
    const [from, to] = [3 * DAY_MS + 5, 3 * DAY_MS + 9];
    expect(entryRange(byTime, { from, to })).to.deep.equal({ start: time(from), end: `${time(to)}\u007f` });
    expect(entryRange(byDay, { from })).to.deep.equal({ ...all, start: time(3 * DAY_MS) });
    expect(entryRange(byDay, { to })).to.deep.equal({ ...all, end: `${time(to)}\u007f` });
  });
});
