import { expect } from 'chai';
import { createAnsweringContext } from '../testing/answering-context';
import { submitAllBatches } from './submit-all';

describe('the input of submitAll', () => {
  it('is named where it throws, with what it threw', async () => {
    const { context } = createAnsweringContext(() => ({}));
    const cause = new RangeError('the disk is gone');
    const failing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(cause) }) };
    const failure: unknown = await submitAllBatches(context, failing)
      .next()
      .catch((error: unknown) => error);
    expect(failure).to.include({ code: 'SOURCE_FAILED', cause });
    expect(failure).to.have.nested.property('details.option', 'batches');
  });
});
