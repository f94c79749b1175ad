import { expect } from 'chai';
import type { RowChange } from './store';
import { createWriteQueue } from './write-queue';

const change = (sequence: number): RowChange => ({ sequence, revision: 0, progress: 'removed' });

describe('the queue of writes', () => {
  it('writes together what comes while a write is under way', async () => {
    const written: number[][] = [];
    const write = createWriteQueue({
      write: async (changes) => {
        written.push(changes.map(({ sequence }) => sequence));
        await new Promise((resolve) => setImmediate(resolve));
        return changes.map(({ sequence }) => sequence !== 3);
      },
    });
    expect(await Promise.all([1, 2, 3].map((sequence) => write(change(sequence))))).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(written).to.deep.equal([[1], [2, 3]]);
  });

  it('fails the changes of a write that failed, and goes on', async () => {
    let isBroken = true;
    const write = createWriteQueue({
      write: (changes) =>
        isBroken ? Promise.reject(new Error('full')) : Promise.resolve(changes.map(() => true)),
    });
    const outcomes = await Promise.allSettled([write(change(1)), write(change(2))]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    isBroken = false;
    expect(await write(change(3))).to.equal(true);
  });
});
