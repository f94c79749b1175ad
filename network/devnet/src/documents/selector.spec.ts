import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { isMatch } from './match-selector';
import { parseQuery } from './query';
import { bytesToDocument } from './stored-document';

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

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

const { fields } = bytesToDocument(Buffer.from(JSON.stringify(movie)));

function matches(selector: Plain): boolean {
  return isMatch(parseQuery(JSON.stringify({ selector })).selector, fields);
}

/** For what JavaScript cannot write: numbers and lone surrogates as they are in the text. */
function matchesText(selector: string, document: string): boolean {
  const json = bytesToDocument(Buffer.from(document)).fields;
  return isMatch(parseQuery(`{"selector":${selector}}`).selector, json);
}

function errorOf(selector: Plain): unknown {
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
    readonly yes: readonly Plain[];
    readonly no: readonly Plain[];
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
    expect(errorOf({ year: { $where: 'x' } })).to.equal('not_supported');
    expect(errorOf({ year: { $regex: 1 } })).to.equal('invalid_operator');
    expect(errorOf({ year: { $text: 'x' } })).to.equal('bad_field');
    expect(errorOf({ 'a..b': 1 })).to.equal('invalid_field_name');
    expect(errorOf({ year: { $mod: [0, 1] } })).to.equal('unknown_error');
    expect(errorOf({ $gt: 1 })).to.equal('invalid_selector');
    expect(errorOf([])).to.equal('invalid_selector_json');
    for (const bad of [
      { $and: {} },
      { $not: [] },
      { a: { $in: 1 } },
      { a: { $exists: 'yes' } },
      { a: { $size: -1 } },
      { a: { $mod: [1] } },
      { a: { $regex: '(' } },
      { a: { $regex: 'a)' } },
      { a: { $regex: '^*' } },
      { a: { $mod: [1, 2, 3] } },
      { a: { $type: 1 } },
      { a: { $elemMatch: 1 } },
      { a: { $all: 1 } },
    ]) {
      expect(errorOf(bad), JSON.stringify(bad)).to.equal('bad_arg');
    }
  });

  it('refuses a selector without end', () => {
    let selector: Plain = { year: 1973 };
    for (let level = 0; level < 100; level += 1) selector = { $not: selector };
    expect(() => matches(selector)).to.throw('nested so deeply');
  });

  it('refuses, by name, conditions on what only a peer and CouchDB know', () => {
    for (const field of ['_rev', '~version', '_attachments.valueBytes']) {
      expect(() => matches({ $nor: [{ [field]: 'x' }] }), field).to.throw(`a condition on ${field}`);
      expect(errorOf({ [field]: { $exists: true } })).to.equal(undefined);
    }
  });

  it('takes a field for missing only where an object lacks it: not through a scalar, null or a list', () => {
    expect(matches({ 'imdb.missing': { $exists: false } })).to.equal(true);
    for (const field of ['title.x', 'award.x', 'genre.x', 'genre.7', 'year.x']) {
      expect(matches({ [field]: { $exists: false } }), field).to.equal(false);
      expect(matches({ $not: { [field]: { $exists: true } } }), field).to.equal(false);
    }
  });

  it('leaves negations where they are within $elemMatch and its like', () => {
    expect(matches({ sequels: { $elemMatch: { $not: { missing: 1 } } } })).to.equal(true);
    expect(matches({ $not: { missing: 1 } })).to.equal(false);
    expect(matches({ sequels: { $elemMatch: { $nor: [{ year: 1 }] } } })).to.equal(false);
    expect(matches({ sequels: { $elemMatch: { year: { $not: { $eq: 1974 } } } } })).to.equal(true);
  });

  it('keeps integers and doubles apart where CouchDB does, and loses no digit of a query', () => {
    const document = '{"big":9007199254740993,"two":2.0,"list":[2],"small":5e-324}';
    expect(matchesText('{"big":9007199254740992}', document)).to.equal(true);
    expect(matchesText('{"big":9007199254740993}', document)).to.equal(false);
    expect(matchesText('{"two":{"$mod":[2,0]}}', document)).to.equal(true);
    expect(matchesText('{"list":{"$all":[2]}}', document)).to.equal(true);
    expect(matchesText('{"list":{"$all":[2.0]}}', document)).to.equal(false);
    expect(matchesText('{"list":{"$eq":[2.0]}}', document)).to.equal(true);
    expect(matchesText('{"small":0}', document)).to.equal(true);
    for (const bad of ['{"list":{"$size":2.0}}', '{"two":{"$mod":[2.0,0]}}', '{"two":1e999}']) {
      expect(() => matchesText(bad, document), bad).to.throw('Status Code:400');
    }
  });

  it('compares what takes the place of lone surrogates', () => {
    expect(matchesText('{"t":"\\ufffd"}', '{"t":"\\ud800"}')).to.equal(true);
    expect(matchesText('{"t":"\\udfff"}', '{"t":"\\ud800"}')).to.equal(true);
  });

  it('compares keys by bytes, and other fields by collation', () => {
    expect(matchesText('{"_id":{"$gt":"Z"}}', '{"_id":"a"}')).to.equal(true);
    expect(matchesText('{"id":{"$gt":"Z"}}', '{"id":"a"}')).to.equal(false);
    expect(matchesText('{"_id":{"$gt":{"a":1}}}', '{"_id":"a"}')).to.equal(true);
  });
});
