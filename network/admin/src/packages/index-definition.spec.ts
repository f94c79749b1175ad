import { expect } from 'chai';
import { isIndexDefinition } from './index-definition';

describe('index definition', () => {
  const index = { fields: ['owner'] };

  it('is fields, in an order or none, with names and a filter', () => {
    const full = {
      index: { fields: [{ size: 'desc' }, 'owner'], partial_filter_selector: { type: 'asset' } },
      ...{ ddoc: 'indexOwnerDoc', name: 'indexOwner', type: 'json' },
    };
    expect([{ index }, full].map(isIndexDefinition)).to.deep.equal([true, true]);
  });

  for (const [what, json] of Object.entries({
    'no object': [],
    'no index': { ddoc: 'd', name: 'n', type: 'json' },
    'no fields': { index: {} },
    'an empty list of fields': { index: { fields: [] } },
    'a field that is neither name nor order': { index: { fields: [1] } },
    'an unknown order': { index: { fields: [{ size: 'up' }] } },
    'an unknown member of the index': { index: { fields: ['owner'], filter: {} } },
    'an unknown member': { index, indexes: [] },
    'another type': { index, type: 'text' },
    'a name that is no text': { index, name: 1 },
  })) {
    it(`is refused with ${what}`, () => {
      expect(isIndexDefinition(json)).to.equal(false);
    });
  }
});
