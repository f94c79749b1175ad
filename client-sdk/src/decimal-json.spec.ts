import { expect } from 'chai';
import { withDecimalJson } from './decimal-json';
import { createError } from './errors';

const roundTrip = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('withDecimalJson', () => {
  const record = { amount: 2n ** 62n, at: new Date(0), lots: [{ amount: 5n }, { name: 'a' }], sums: [1n] };

  it('lets JSON write an object, and each object in it, with decimal strings', () => {
    const event = withDecimalJson({ block: 7n, body: structuredClone(record) });
    expect(roundTrip(event)).to.deep.equal({
      block: '7',
      body: {
        amount: '4611686018427387904',
        at: '1970-01-01T00:00:00.000Z',
        lots: [{ amount: '5' }, { name: 'a' }],
        sums: ['1'],
      },
    });
    expect(roundTrip(event.body.lots[0])).to.deep.equal({ amount: '5' });
    expect(roundTrip({ list: event.body.sums })).to.deep.equal({ list: ['1'] });
  });

  it('leaves what is no object, and what has no such member, as it is', () => {
    expect(roundTrip(withDecimalJson({ none: null, name: 'a', amount: 1n }))).to.deep.equal({
      ...{ none: null, name: 'a', amount: '1' },
    });
    for (const value of [null, undefined, 'a', 5]) expect(withDecimalJson(value)).to.equal(value);
  });

  it('cannot be seen on the object', () => {
    const event = withDecimalJson(structuredClone(record));
    expect(event).to.deep.equal(record);
    expect(Object.keys(event)).to.deep.equal(Object.keys(record));
    expect({ ...event }).not.to.have.property('toJSON');
    expect(withDecimalJson(withDecimalJson({ a: 1n }))).to.deep.equal({ a: 1n });
  });
});

describe('JSON of an error', () => {
  it('has message, code and details, with decimal strings, and of the cause the message', () => {
    const cause = Object.assign(new Error('inner'), { secret: 'x' });
    const error = createError('CONFLICT', { stage: 'commit', details: { blockNumber: 9n }, cause });
    expect(roundTrip(error)).to.deep.equal({
      name: 'KonttiError',
      code: 'CONFLICT',
      stage: 'commit',
      message: error.message,
      details: { remedy: error.details.remedy, blockNumber: '9' },
      cause: 'inner',
    });
  });
});
