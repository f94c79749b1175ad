import { expect } from 'chai';
import fc from 'fast-check';
import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { refusalOf } from '../testing/refusal';
import { SEED } from '../testing/seed';
import { batchesToBytes, bytesToBatches, startsAsBatches } from './submission-bytes';

const batches = [Buffer.from('first'), Buffer.alloc(0), Buffer.alloc(300, 0xff)];

describe('batches as one argument', () => {
  it('come back as they were', () => {
    const bytes = batchesToBytes(batches);
    expect(startsAsBatches(bytes)).to.equal(true);
    expect(bytesToBatches(bytes)).to.deep.equal(batches);
    expect(startsAsBatches(Buffer.from('{"batches":[]}'))).to.equal(false);
  });

  it('are refused where they are none, too many, too large, cut off, or the same twice', () => {
    const refusal = (bytes: Uint8Array) => refusalOf(() => bytesToBatches(bytes));
    const many = Array.from({ length: LIMITS.batchesMax + 1 }, (_, index) => Buffer.of(index));
    expect(refusal(Buffer.from('KRS2'))).to.equal('BATCH_FORMAT batches');
    expect(refusal(batchesToBytes([]))).to.equal('FIELD_RANGE batches');
    expect(refusal(batchesToBytes(many))).to.equal('FIELD_RANGE batches');
    expect(refusal(batchesToBytes([Buffer.alloc(LIMITS.batchBytesMax + 1)]))).to.equal(
      'TOO_LARGE batches[0]',
    );
    expect(refusal(batchesToBytes(batches).subarray(0, -1))).to.equal('BATCH_FORMAT batch');
    expect(refusal(batchesToBytes([Buffer.from('a'), Buffer.from('a')]))).to.equal('FIELD_DUPLICATE batches');
  });

  it(`are batches or a model error, whatever the bytes (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (tail) => {
        try {
          const bytes = Buffer.concat([Buffer.from('KRS1'), tail]);
          expect(batchesToBytes(bytesToBatches(bytes))).to.deep.equal(bytes);
        } catch (error) {
          expect(error).to.be.instanceOf(ModelError);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
