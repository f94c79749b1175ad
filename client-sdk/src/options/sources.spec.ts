import { expect } from 'chai';
import { createError } from '../errors';
import { sourceFailure, valuesOf } from './sources';

describe('a source of values', () => {
  it('gives them one by one, and fails by its name behind the last one', () => {
    const cause = new RangeError('the disk is gone');
    const values = valuesOf('rows', {
      *[Symbol.iterator]() {
        yield 1;
        throw cause;
      },
    });
    expect(values.next()).to.deep.equal({ done: false, value: 1 });
    expect(() => values.next())
      .to.throw('rows: the disk is gone')
      .that.includes({ code: 'SOURCE_FAILED', cause })
      .with.nested.property('details.option', 'rows');
  });

  it('fails with a KonttiError of its own as it is, and also with what is no error', () => {
    const known = createError('POINTS_INSUFFICIENT');
    expect(sourceFailure('rows', known)).to.equal(known);
    expect(sourceFailure('rows', 5)).to.include({ code: 'SOURCE_FAILED', cause: 5 });
  });
});
