import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { findDocuments, projectFields } from './find';
import { parseIndex } from './index-choice';
import type { Json, JsonObject } from './json';
import { bytesToObject, objectToBytes } from './json';
import { parseQuery } from './query';

const documents = [
  ['a', { type: 'box', size: 3, owner: 'Ann' }],
  ['b', { type: 'box', size: 1, owner: 'bob' }],
  ['c', { type: 'bag', size: 2, owner: 'Bob' }],
  ['d', { type: 'box', size: 2 }],
  ['B', { type: 'bag' }],
].map(([key, body]) => ({ key: key as string, body: body as JsonObject }));

const bySize = parseIndex({ index: { fields: ['size'] }, ddoc: 'sizes', name: 'bySize' });
const byTypeAndSize = parseIndex({
  index: { fields: ['type', 'size'] },
  ddoc: 'sizes',
  name: 'byTypeAndSize',
});
const byOwner = parseIndex({
  index: { fields: [{ owner: 'desc' }] },
  ddoc: '_design/owners',
  name: 'byOwner',
});
const smallOnly = parseIndex({
  index: { fields: ['owner'], partial_filter_selector: { size: { $lt: 3 } } },
  ddoc: 'small',
  name: 'small',
});
const indexes = [bySize, byTypeAndSize, byOwner, smallOnly];

function find(query: Json, bookmark?: string) {
  const more = bookmark === undefined ? {} : { bookmark };
  return findDocuments({ documents, indexes, query: parseQuery(JSON.stringify(query)), ...more });
}

function keys(query: Json): string {
  return find(query)
    .map(({ document }) => document.key)
    .join('');
}

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
    expect(keys({ selector: { type: { $gt: '' }, size: { $gt: 0 } } })).to.equal('bcda');
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
    const { indexes: none, ...rest } = { documents, indexes: [] };
    const unindexed = () =>
      findDocuments({ ...rest, indexes: none, query: parseQuery('{"selector":{},"sort":["size"]}') });
    expect(errorOf(unindexed)).to.equal('no_usable_index');
    expect(errorOf(() => find({ selector: {}, sort: ['type', 'owner'] }))).to.equal('no_usable_index');
    expect(errorOf(() => find({ selector: {}, sort: [{ type: 'asc' }, { size: 'desc' }] }))).to.equal(
      'unsupported_mixed_sort',
    );
    expect(errorOf(() => find({ selector: {}, order: 1 }))).to.equal('invalid_key');
    expect(errorOf(() => find({}))).to.equal('missing_required_key');
    expect(errorOf(() => find({ selector: {}, skip: -1 }))).to.equal('invalid_value');
    expect(errorOf(() => find({ selector: {}, fields: [1] }))).to.equal('invalid_fields');
    expect(errorOf(() => find({ selector: {}, fields: 'a' }))).to.equal('RICH_QUERY_INVALID');
    expect(errorOf(() => parseQuery('nothing'))).to.equal('RICH_QUERY_INVALID');
    expect(errorOf(() => find({ selector: {} }, 'x'))).to.equal('invalid_bookmark');
  });

  it('skips, and ignores a limit: the peer sets its own', () => {
    expect(keys({ selector: {}, skip: 3, limit: 1 })).to.equal('cd');
  });

  it('goes on behind a bookmark in either direction', () => {
    for (const sort of [['size'], [{ size: 'desc' }]]) {
      const query = { selector: {}, sort };
      const all = find(query);
      for (const [index, { bookmark }] of all.entries()) {
        expect(find(query, bookmark).map(({ document }) => document.key)).to.deep.equal(
          all.slice(index + 1).map(({ document }) => document.key),
        );
      }
    }
  });

  it('gives the fields that were asked for', () => {
    const body = { a: { b: 1, c: 2 }, d: [1], e: null };
    expect(projectFields(body, ['a.b', 'e', 'f'])).to.deep.equal({ a: { b: 1 }, e: null });
    expect(projectFields(body, undefined)).to.equal(body);
  });
});

describe('documents', () => {
  it('come back with sorted names, without spaces, escaped as Go does', () => {
    const text = '{"z":1,"a":{"2":"<&>","10":"é"},"é":[{"b":null,"a":true}]}';
    const back = objectToBytes(bytesToObject(Buffer.from(text)) ?? {});
    expect(Buffer.from(back).toString()).to.equal(
      '{"a":{"10":"é","2":"\\u003c\\u0026\\u003e"},"z":1,"é":[{"a":true,"b":null}]}',
    );
  });

  it('are JSON objects alone', () => {
    for (const text of ['[1]', '"a"', 'null', '1', '', '{', '{"a"}', '\u0000', 'text'])
      expect(bytesToObject(Buffer.from(text)), text).to.equal(undefined);
    expect(bytesToObject(Buffer.from(' {} '))).to.deep.equal({});
  });
});
