import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { groupFailed, groupHeldBack } from './group-outcome';

const group = Array.from({ length: 13 }, (_, n) => ({
  deviceId: `A/${n}`,
  index: 100 + n,
  bytes: Buffer.of(n),
}));
const places = group.map(({ deviceId, index }) => ({ deviceId, index }));
const refusal = (field?: unknown, cause?: unknown): KonttiError =>
  new KonttiError({
    ...{ code: 'SIGNATURE', stage: 'endorse', message: `${String(field)}: no signature.`, cause },
    details: { remedy: 'none', ...(field === undefined ? {} : { field: field as string }) },
  });

describe('a group of batches that failed', () => {
  it('names the batch at fault by its index in the input, also of two digits', () => {
    for (const [place, field] of [
      [2, 'batches[2].signature'],
      [12, 'batches[12].header.firstSequence'],
    ] as const) {
      const failure = refusal(field);
      const { status, batches, error } = groupFailed(group, failure);
      expect([status, batches]).to.deep.equal(['failed', places]);
      expect(error).to.include({ code: 'SIGNATURE', stage: 'endorse', cause: failure });
      const renamed = field.replace(/\d+/, String(100 + place));
      expect(error.details).to.include({ field: renamed, index: 100 + place, deviceId: `A/${place}` });
      expect(error.message).to.include(`${renamed}: no signature.`).and.to.include(`A/${place}`);
    }
    const cause = new Error('of the gateway');
    expect(groupFailed(group, refusal('batches[0]', cause)).error.cause).to.equal(cause);
  });

  it('keeps an error that is about no batch of it', () => {
    for (const field of [undefined, 5, 'ref', 'header.batches[1]', 'batches[13].signature', 'batches[x]']) {
      const failure = refusal(field);
      expect(groupFailed(group, failure).error).to.equal(failure);
    }
    expect(groupFailed(group, new RangeError('of another kind')).error).to.be.instanceOf(KonttiError);
  });

  it('that is held back names the first batch of its device that failed', () => {
    const cause = createError('SIGNER_FAILED');
    const held = group.slice(3, 5);
    const { status, batches, error } = groupHeldBack(held, { index: 42, error: cause });
    expect([status, batches]).to.deep.equal(['failed', places.slice(3, 5)]);
    expect(error).to.include({ code: 'EARLIER_BATCH_FAILED', cause });
    expect(error.details).to.include({ index: 103, deviceId: 'A/3', failedIndex: 42 });
    expect(error.message).to.include('batches[42] of A/3 failed with SIGNER_FAILED');
  });
});
