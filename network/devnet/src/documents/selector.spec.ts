import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { Json } from './json';
import { isMatch, parseSelector } from './selector';

const movie = {
  _id: 'm1',
  title: 'Live And Let Die',
  year: 1973,
  director: 'Guy Hamilton',
  cast: ['Roger Moore', 'Yaphet Kotto', 'Jane Seymour'],
  genre: ['Action', 'Thriller'],
  imdb: { rating: 6.8, votes: 63_000, id: 'tt0070328' },
  sequels: [
    { year: 1974, rating: 6.7 },
    { year: 1977, rating: 7.1 },
  ],
  award: null,
  'release.date': '1973-06-27',
};

function matches(selector: Json): boolean {
  return isMatch(parseSelector(selector), movie);
}

function errorOf(selector: Json): unknown {
  try {
    matches(selector);
    return undefined;
  } catch (error) {
    return error instanceof NetworkError ? error.details['error'] : error;
  }
}

// What is expected is what CouchDB's documentation says of each operator ("Selector Syntax").
describe('selector', () => {
  const cases: readonly {
    readonly title: string;
    readonly yes: readonly Json[];
    readonly no: readonly Json[];
  }[] = [
    {
      title: 'compares for equality where there is no operator, in nested objects and by dots alike',
      yes: [
        {},
        { year: 1973 },
        { imdb: { rating: 6.8 } },
        { 'imdb.rating': 6.8 },
        { 'release\\.date': '1973-06-27' },
      ],
      no: [{ year: 1974 }, { year: '1973' }, { 'imdb.rating': 7 }, { 'release.date': '1973-06-27' }],
    },
    {
      title: 'demands all of several fields and conditions',
      yes: [{ year: { $gt: 1970, $lt: 1980 }, title: 'Live And Let Die' }],
      no: [{ year: { $gt: 1970, $lt: 1973 } }, { year: 1973, title: 'Moonraker' }],
    },
    {
      title: 'orders values of different types: null, booleans, numbers, text, lists, objects',
      yes: [
        { title: { $gt: null } },
        { title: { $gt: 9_000 } },
        { cast: { $gt: 'z' } },
        { imdb: { $gt: [] } },
        { award: { $lt: false } },
      ],
      no: [{ year: { $gt: 'a' } }, { award: { $gt: null } }],
    },
    {
      title: 'collates text as people do, not by code units',
      yes: [
        { title: { $gt: 'king' } },
        { title: { $lt: 'madagascar' } },
        { director: { $gte: 'guy hamilton' } },
      ],
      no: [{ title: { $lt: 'Kong' } }, { title: 'live and let die' }],
    },
    {
      title: 'knows the comparisons',
      yes: [
        { year: { $eq: 1973 } },
        { year: { $ne: 1974 } },
        { year: { $gte: 1973 } },
        { year: { $lte: 1973 } },
      ],
      no: [{ year: { $lt: 1973 } }, { year: { $gt: 1973 } }, { year: { $ne: 1973 } }],
    },
    {
      title: 'combines with $and, $or, $not and $nor',
      yes: [
        { $or: [{ year: 1977 }, { director: 'Guy Hamilton' }] },
        { year: { $or: [{ $lt: 1900 }, { $eq: 1973 }] } },
        { $not: { year: 1977 } },
        { $nor: [{ year: 1977 }, { year: 1979 }] },
        { $not: { $and: [{ year: 1973 }, { title: 'Moonraker' }] } },
        { $not: { $not: { year: 1973 } } },
        { $and: [] },
      ],
      no: [
        { $or: [{ year: 1977 }, { year: 1978 }] },
        { $not: { year: 1973 } },
        { $nor: [{ year: 1973 }, { year: 1 }] },
      ],
    },
    {
      title: 'fails a condition on a field that is not there, also when it is negated',
      yes: [
        { producer: { $exists: false } },
        { $not: { producer: { $exists: true } } },
        { award: { $exists: true } },
      ],
      no: [
        { producer: { $ne: 'x' } },
        { $not: { producer: 'x' } },
        { producer: { $nin: ['x'] } },
        { award: { $exists: false } },
      ],
    },
    {
      title: 'looks into lists',
      yes: [
        { genre: { $all: ['Thriller', 'Action'] } },
        { genre: { $size: 2 } },
        { genre: { $in: ['Comedy', 'Action'] } },
        { genre: { $nin: ['Comedy'] } },
        { 'cast.0': 'Roger Moore' },
        { sequels: { $elemMatch: { year: 1974, rating: { $lt: 7 } } } },
        { cast: { $elemMatch: { $eq: 'Jane Seymour' } } },
        { sequels: { $allMatch: { year: { $gt: 1973 } } } },
        { genre: ['Action', 'Thriller'] },
      ],
      no: [
        { genre: { $all: ['Action', 'Comedy'] } },
        { genre: { $all: [] } },
        { genre: { $size: 3 } },
        { sequels: { $elemMatch: { year: 1974, rating: { $gt: 7 } } } },
        { sequels: { $allMatch: { rating: { $gt: 7 } } } },
        { title: { $elemMatch: { $eq: 'L' } } },
        { title: { $size: 16 } },
      ],
    },
    {
      title: 'knows $in, $type, $mod, $regex, $beginsWith and $keyMapMatch',
      yes: [
        { year: { $in: [1972, 1973] } },
        { award: { $type: 'null' } },
        { genre: { $type: 'array' } },
        { imdb: { $type: 'object' } },
        { year: { $mod: [4, 1] } },
        { title: { $regex: '^Live.*Die$' } },
        { title: { $beginsWith: 'Live' } },
        { imdb: { $keyMapMatch: { $eq: 'votes' } } },
      ],
      no: [
        { year: { $in: [] } },
        { year: { $type: 'string' } },
        { year: { $mod: [4, 0] } },
        { 'imdb.rating': { $mod: [2, 0] } },
        { title: { $regex: 'die' } },
        { year: { $regex: '1' } },
        { title: { $beginsWith: 'live' } },
      ],
    },
  ];

  for (const { title, yes, no } of cases) {
    it(title, () => {
      for (const selector of yes) expect(matches(selector), JSON.stringify(selector)).to.equal(true);
      for (const selector of no) expect(matches(selector), JSON.stringify(selector)).to.equal(false);
    });
  }

  it('refuses what CouchDB refuses', () => {
    expect(errorOf({ year: { $like: 'x' } })).to.equal('invalid_operator');
    expect(errorOf({ year: { $where: 'x' } })).to.equal('invalid_operator');
    expect(errorOf({ $gt: 1 })).to.equal('invalid_selector');
    expect(errorOf([])).to.equal('invalid_selector_json');
    for (const bad of [
      { $and: {} },
      { $not: [] },
      { a: { $in: 1 } },
      { a: { $exists: 'yes' } },
      { a: { $size: -1 } },
      { a: { $mod: [0, 1] } },
      { a: { $mod: [1] } },
      { a: { $regex: '(' } },
      { a: { $type: 1 } },
      { a: { $elemMatch: 1 } },
      { a: { $all: 1 } },
    ]) {
      expect(errorOf(bad), JSON.stringify(bad)).to.equal('bad_arg');
    }
  });

  it('refuses a selector without end', () => {
    let selector: Json = { year: 1973 };
    for (let level = 0; level < 1_000; level += 1) selector = { $not: selector };
    expect(errorOf(selector)).to.equal('bad_request');
  });
});
