import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { documentToJson, findDocuments } from './find';
import { parseIndex } from './index-definition';
import { objectToBytes } from './json';
import { projectFields } from './projection';
import { parseQuery } from './query';
import { bytesToDocument } from './stored-document';

const documents = [
  ['a', { type: 'box', size: 3, owner: 'Ann' }],
  ['b', { type: 'box', size: 1, owner: 'bob' }],
  ['c', { type: 'bag', size: 2, owner: 'Bob' }],
  ['d', { type: 'box', size: 2 }],
  ['B', { type: 'bag' }],
].map(([key, body]) => toDocument(key as string, JSON.stringify(body)));

function toDocument(key: string, value: string) {
  return { key, ...bytesToDocument(Buffer.from(value)) };
}

const indexOf = (definition: object) => parseIndex(JSON.stringify(definition));

const bySize = indexOf({ index: { fields: ['size'] }, ddoc: 'sizes', name: 'bySize' });
const byTypeAndSize = indexOf({
  index: { fields: ['type', 'size'] },
  ddoc: 'sizes',
  name: 'byTypeAndSize',
});
const byOwner = indexOf({
  index: { fields: [{ owner: 'desc' }] },
  ddoc: '_design/owners',
  name: 'byOwner',
});
const smallOnly = indexOf({
  index: { fields: ['owner'], partial_filter_selector: { size: { $lt: 3 } } },
  ddoc: 'small',
  name: 'small',
});
const indexes = [bySize, byTypeAndSize, byOwner, smallOnly];

interface Wanted {
  readonly bookmark?: string;
  readonly limit?: number;
}

function find(query: object, { bookmark = '', limit = 100 }: Wanted = {}) {
  const parsed = parseQuery(JSON.stringify(query));
  const page = findDocuments({ documents, indexes, query: parsed, bookmark, limit });
  return { keys: page.documents.map(({ document }) => document.key).join(''), bookmark: page.bookmark };
}

const keys = (query: object): string => find(query).keys;

function errorOf(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof NetworkError ? (error.details['error'] ?? error.code) : error;
  }
}

describe('find', () => {
  it('gives results in the order of their keys where no index serves', () => {
    expect(keys({ selector: {} })).to.equal('Babcd');
    expect(keys({ selector: { $or: [{ size: 1 }, { type: 'bag' }] } })).to.equal('Bbc');
  });

  it('gives results in the order of the index that the selector can use', () => {
    expect(keys({ selector: { size: { $gt: 0 } } })).to.equal('bcda');
    expect(keys({ selector: { type: { $gt: '' }, size: { $gt: 0 } } })).to.equal('cbda');
    expect(
      keys({ selector: { type: 'box', size: { $gt: 0 } }, use_index: ['sizes', 'byTypeAndSize'] }),
    ).to.equal('bda');
  });

  it('sorts by an index, up and down; documents without the field are not in it', () => {
    expect(keys({ selector: {}, sort: ['size'] })).to.equal('bcda');
    expect(keys({ selector: {}, sort: [{ size: 'desc' }] })).to.equal('adcb');
    expect(keys({ selector: { type: 'box' }, sort: [{ type: 'asc' }, { size: 'asc' }] })).to.equal('bda');
    expect(keys({ selector: { type: 'box' }, sort: ['size'] })).to.equal('bda');
  });

  it('uses an index of a part of the documents only when it is named', () => {
    expect(keys({ selector: { owner: { $gt: null } } })).to.equal('abc');
    expect(keys({ selector: { owner: { $gt: null } }, use_index: 'small' })).to.equal('bc');
    expect(keys({ selector: { owner: { $gt: null } }, use_index: '_design/owners' })).to.equal('abc');
  });

  it('refuses to sort without an index, and what else CouchDB refuses', () => {
    const query = parseQuery('{"selector":{},"sort":["size"]}');
    const unindexed = () => findDocuments({ documents, indexes: [], limit: 100, query });
    expect(errorOf(unindexed)).to.equal('no_usable_index');
    expect(errorOf(() => find({ selector: {}, sort: ['type', 'owner'] }))).to.equal('no_usable_index');
    expect(errorOf(() => find({ selector: {}, sort: [{ type: 'asc' }, { size: 'desc' }] }))).to.equal(
      'unsupported_mixed_sort',
    );
    expect(errorOf(() => find({ selector: {}, order: 1 }))).to.equal('invalid_key');
    expect(errorOf(() => find({}))).to.equal('missing_required_key');
    expect(errorOf(() => find({ selector: {}, skip: -1 }))).to.equal('invalid_non_neg_integer');
    expect(errorOf(() => find({ selector: {}, fields: [1] }))).to.equal('invalid_field');
    expect(errorOf(() => find({ selector: {}, fields: 'a' }))).to.equal('RICH_QUERY_INVALID');
    expect(errorOf(() => parseQuery('nothing'))).to.equal('RICH_QUERY_INVALID');
    expect(errorOf(() => find({ selector: {} }, { bookmark: 'x' }))).to.equal('invalid_bookmark');
  });

  it('skips, and ignores a limit: the peer sets its own', () => {
    expect(keys({ selector: {}, skip: 3, limit: 1 })).to.equal('cd');
  });

  it('goes on behind a bookmark in either direction', () => {
    for (const sort of [['size'], [{ size: 'desc' }]]) {
      const query = { selector: {}, sort };
      const first = find(query, { limit: 1 });
      expect(first.keys + find(query, { bookmark: first.bookmark }).keys).to.equal(keys(query));
      const end = find(query, { bookmark: find(query).bookmark });
      expect(end).to.deep.equal({ keys: '', bookmark: find(query).bookmark });
    }
    expect(find({ selector: { size: 99 } }).bookmark).to.equal('nil');
    expect(find({ selector: { size: { $gt: 2, $lt: 1 } } }).bookmark).to.equal('');
  });

  it('skips on each page anew, and names the last row that it went through', () => {
    const query = { selector: {}, skip: 1 };
    const first = find(query, { limit: 1 });
    expect(first.keys).to.equal('a');
    expect(find(query, { limit: 1, bookmark: first.bookmark }).keys).to.equal('c');
    const beyond = find({ selector: {}, skip: 9 });
    expect(find({ selector: {} }, { bookmark: beyond.bookmark }).keys).to.equal('');
  });

  it('gives the fields that were asked for', () => {
    const fieldsOf = (fields: readonly string[]) => {
      const { fields: body } = toDocument('k', '{"a":{"b":1,"c":2},"d":[1,2],"e":null}');
      return Buffer.from(objectToBytes(projectFields(body, fields))).toString();
    };
    expect(fieldsOf(['a.b', 'e', 'f'])).to.equal('{"a":{"b":1},"e":null}');
    expect(fieldsOf(['d.1'])).to.equal('{"d":{"1":2}}');
    // CouchDB counts from one when it sets an element.
    expect(fieldsOf(['d', 'd.1'])).to.equal('{"d":[2,2]}');
    expect(errorOf(() => fieldsOf(['d', 'd.0']))).to.equal('unknown_error');
    expect(errorOf(() => fieldsOf(['a..b']))).to.equal('invalid_field_name');
  });
});

describe('find, of mixed values', () => {
  const values = { 1: '[2]', 2: '3', 3: '[]', 4: 'null', 5: '1', 6: '"x"' };
  const mixed = [
    ...Object.entries(values).map(([key, value]) => toDocument(key, `{"v":${value}}`)),
    toDocument('7', 'no JSON'),
    toDocument('8', '{"v":1e999}'),
  ];
  const byValue = indexOf({ index: { fields: ['v'] }, ddoc: 'd', name: 'v' });

  function ask(query: string, isIndexed = true): string {
    const { documents: rows } = findDocuments({
      ...{ documents: mixed, indexes: isIndexed ? [byValue] : [], query: parseQuery(query), limit: 100 },
    });
    return rows.map(({ document: { key } }) => (values as Record<string, string>)[key] ?? key).join(' ');
  }

  it('gives lists and null their place in an index', () => {
    expect(ask('{"selector":{"v":{"$gte":null}},"sort":["v"]}')).to.equal('null 8 1 3 "x" [] [2]');
    expect(ask('{"selector":{"v":{"$gte":null}},"sort":[{"v":"desc"}]}')).to.equal('[2] [] "x" 3 1 8 null');
  });

  it('finds what is no JSON as well, where nothing is asked of it', () => {
    expect(ask('{"selector":{}}', false)).to.equal('[2] 3 [] null 1 "x" 7 8');
    expect(ask('{"selector":{"v":null}}', false)).to.equal('null 8');
    expect(ask('{"selector":{"_attachments":{"$exists":true}}}', false)).to.equal('7 8');
  });

  it('finds nothing by empty lists of selectors that are alone', () => {
    for (const name of ['$and', '$or', '$nor']) {
      expect(ask(`{"selector":{"${name}":[]}}`), name).to.equal('');
      expect(ask(`{"selector":{"${name}":[],"v":3}}`), name).to.equal('3');
    }
  });

  it('fails with an index where CouchDB does, and finds without one', () => {
    for (const condition of ['{"$in":[null]}', '{"$all":[[2]]}', '{"$eq":{"a":1,"b":2}}', '{"$gt":[null]}']) {
      const query = `{"selector":{"v":${condition}}}`;
      expect(
        errorOf(() => ask(query)),
        query,
      ).to.equal('unknown_error');
      expect(
        errorOf(() => ask(query, false)),
        query,
      ).to.equal(undefined);
    }
  });

  it('knows what use_index, allow_fallback, partition, sort and bookmark may be', () => {
    const refusals: Readonly<Record<string, string>> = {
      '"use_index":"none","allow_fallback":false': 'invalid_index',
      '"use_index":["d","other"],"allow_fallback":false': 'invalid_index',
      '"use_index":1': 'invalid_index_name',
      '"use_index":["a","b","c"]': 'invalid_index_name',
      '"allow_fallback":null': 'invalid_boolean',
      '"partition":"p"': 'bad_request',
      '"partition":"_p"': 'illegal_partition',
      '"sort":"v"': 'invalid_sort_json',
      '"sort":[{"v":"up"}]': 'invalid_sort_field',
      '"sort":[""]': 'invalid_sort_field',
      '"bookmark":"nil"': 'invalid_bookmark',
      '"bookmark":1': 'unknown_error',
      '"stale":true': 'unknown_error',
      '"r":0': 'invalid_pos_integer',
      '"skip":1.0': 'invalid_non_neg_integer',
    };
    for (const [part, error] of Object.entries(refusals)) {
      expect(
        errorOf(() => ask(`{"selector":{"v":3},${part}}`)),
        part,
      ).to.equal(error);
    }
    for (const part of ['"use_index":"none"', '"use_index":null', '"partition":""', '"bookmark":null']) {
      expect(ask(`{"selector":{"v":3},${part}}`), part).to.equal('3');
    }
    expect(ask('{"selector":{"v":3},"use_index":"_design/d/v","allow_fallback":false}')).to.equal('3');
  });

  it('shows what is beside the fields to queries, and no value of it', () => {
    const [first = toDocument('', '')] = mixed;
    expect([...documentToJson(first).keys()]).to.deep.equal(['_id', '_rev', 'v', '~version']);
  });
});
