import { expect } from 'chai';
import { refusalOf } from '../testing/refusal';
import { readNumbers } from './numbers';
import { ByteReader } from './varint';

/** What the bytes say of two numbers of which no differences were taken. */
const read = (width: number, ...planes: readonly number[]): number[] => [
  ...readNumbers(new ByteReader(Uint8Array.of(0, width, ...planes)), 2),
];

describe('numbers of a column', () => {
  it('are in as few bytes as the largest of them takes', () => {
    expect(read(0)).to.deep.equal([0, 0]);
    expect(read(1, 2, 0)).to.deep.equal([1, 0]);
    expect(read(2, 2, 0, 0, 1)).to.deep.equal([1, 128]);
    for (const [width, planes] of [
      [1, [0, 0]],
      [2, [2, 4, 0, 0]],
    ] as const) {
      expect(refusalOf(() => read(width, ...planes))).to.equal('BATCH_NOT_CANONICAL batch');
    }
  });
});
