import { LIMITS } from '@kontti/model';
import { expect } from 'chai';
import { GROUP_BYTES_MAX } from '../limits';
import { toGroups } from './batch-groups';
import type { SignedBatch } from './batch-groups';

/** How many batches each group has; the index of each is checked. */
async function sizesOf(...lengths: readonly number[]): Promise<number[]> {
  const batches: SignedBatch[] = lengths.map((length) => ({ deviceId: 'A/1', bytes: Buffer.alloc(length) }));
  const groups = [];
  for await (const group of toGroups(batches)) groups.push(group);
  expect(groups.flatMap((group) => group.map(({ index }) => index))).to.deep.equal([...lengths.keys()]);
  return groups.map((group) => group.length);
}

describe('groups of batches', () => {
  it('have as many as one transaction takes', async () => {
    const most = LIMITS.batchesMax;
    expect(await sizesOf()).to.deep.equal([]);
    expect(await sizesOf(1)).to.deep.equal([1]);
    expect(await sizesOf(...Array<number>(most).fill(1))).to.deep.equal([most]);
    expect(await sizesOf(...Array<number>(2 * most + 1).fill(1))).to.deep.equal([most, most, 1]);
  });

  it('have so many bytes at most, unless a single batch has more', async () => {
    const half = GROUP_BYTES_MAX / 2;
    expect(await sizesOf(half, half)).to.deep.equal([2]);
    expect(await sizesOf(half, half + 1)).to.deep.equal([1, 1]);
    expect(await sizesOf(half, half, 1, half)).to.deep.equal([2, 2]);
    expect(await sizesOf(GROUP_BYTES_MAX + 1, 1)).to.deep.equal([1, 1]);
  });
});
