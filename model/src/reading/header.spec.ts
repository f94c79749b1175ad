import { expect } from 'chai';
import { refusalOf } from '../testing/refusal';
import { parseValue } from '../validation/parse';
import { BatchHeader } from './header';

const first = {
  ...{ channel: 'mychannel', chaincode: 'kontti', device: 'AMSP/D-1', shipment: 'AMSP/S-1' },
  ...{ firstSequence: 0, count: 2, from: 5, to: 5 },
  ...{ payloadSha256: 'a'.repeat(64), merkleRoot: 'b'.repeat(64) },
};
const later = { ...first, firstSequence: 7, previousSequence: 5, previousDigest: 'c'.repeat(64) };

describe('header of a batch', () => {
  const outcome = (header: object): string => refusalOf(() => parseValue(BatchHeader, header)) ?? 'accepted';

  it('is accepted for a first batch and for one that names the batch before', () => {
    expect(parseValue(BatchHeader, first)).to.include({ firstSequence: 0, count: 2 });
    expect(parseValue(BatchHeader, later)).to.include({ previousSequence: 5 });
    // Of devices that were made before the field was.
    const { previousSequence: _, ...old } = later;
    expect(parseValue(BatchHeader, old)).to.include({ firstSequence: 7 });
    expect(
      parseValue(BatchHeader, { ...later, firstSequence: Number.MAX_SAFE_INTEGER, count: 1 }),
    ).to.include({ count: 1 });
  });

  it('is refused where its fields contradict one another', () => {
    const { previousDigest: _, ...undigested } = later;
    const cases: readonly (readonly [object, string])[] = [
      [{ ...first, from: 6 }, 'DATE_ORDER to'],
      [{ ...first, previousSequence: 0 }, 'FIELD_CONFLICT previousSequence'],
      [{ ...first, previousDigest: 'c'.repeat(64) }, 'FIELD_CONFLICT previousDigest'],
      [undigested, 'FIELD_MISSING previousDigest'],
      [{ ...later, firstSequence: Number.MAX_SAFE_INTEGER, count: 2 }, 'FIELD_RANGE firstSequence'],
    ];
    for (const [header, refusal] of cases) {
      expect(outcome(header), refusal).to.equal(refusal);
    }
  });
});
