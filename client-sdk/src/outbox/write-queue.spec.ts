import { expect } from 'chai';
import { withinTurns } from '../testing/within-turns';
import { createWriteQueue } from './write-queue';

describe('the queue of writes', () => {
  it('writes together what comes while a write is under way', async () => {
    const written: (readonly number[])[] = [];
    const write = createWriteQueue(async (items: readonly number[]) => {
      written.push(items);
      await new Promise((resolve) => setImmediate(resolve));
      return items.map((item) => item * 10);
    });
    expect(await withinTurns(Promise.all([1, 2, 3].map((item) => write(item))))).to.deep.equal([10, 20, 30]);
    expect(written).to.deep.equal([[1], [2, 3]]);
  });

  it('fails all of a write that failed, and goes on', async () => {
    let isBroken = true;
    const write = createWriteQueue((items: readonly number[]) =>
      isBroken ? Promise.reject(new Error('full')) : Promise.resolve(items),
    );
    const outcomes = await withinTurns(Promise.allSettled([write(1), write(2)]));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    isBroken = false;
    expect(await withinTurns(write(3))).to.equal(3);
  });
});
