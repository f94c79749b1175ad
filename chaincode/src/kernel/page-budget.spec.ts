import { expect } from 'chai';
import { CHAINCODE_LIMITS } from '../limits';
import { PageBudget } from './page-budget';
import type { TransactionState } from './state';

const { scanMax, pageBytesMax, pageReadsMax, pageBytesReadMax } = CHAINCODE_LIMITS;

/** A budget of a page that begins after a transaction has read something, and what the transaction reads from then on. */
function begin(): { readonly budget: PageBudget; readonly state: { reads: number; bytesRead: number } } {
  const state = { reads: 5, bytesRead: 7 };
  return { budget: new PageBudget(state as unknown as TransactionState), state };
}

describe('the budget of a page', () => {
  it('is spent by entries, whether they show something or not', () => {
    const { budget } = begin();
    for (let index = 1; index < scanMax; index += 1) budget.spend(index % 2 === 0 ? undefined : {});
    expect(budget.isSpent).to.equal(false);
    budget.spend(undefined);
    expect(budget.isSpent).to.equal(true);
  });

  it('is spent by the bytes of what it shows, amounts as the text that they are', () => {
    const fill = '{"amount":"12","text":""}'.length;
    for (const [length, isSpent] of [
      [pageBytesMax - fill - 1, false],
      [pageBytesMax - fill, true],
    ] as const) {
      const { budget } = begin();
      budget.spend({ amount: 12n, text: 'x'.repeat(length) });
      expect(budget.isSpent).to.equal(isSpent);
    }
    const { budget } = begin();
    budget.spend({ text: 'ä'.repeat(pageBytesMax / 2) });
    expect(budget.isSpent, 'bytes, not characters').to.equal(true);
    const sum = begin().budget;
    for (const _ of [1, 2]) sum.spend({ text: 'x'.repeat(pageBytesMax / 2) });
    expect(sum.isSpent).to.equal(true);
  });

  it('is spent by what is read since the page began', () => {
    for (const [read, max] of [
      ['reads', pageReadsMax],
      ['bytesRead', pageBytesReadMax],
    ] as const) {
      const { budget, state } = begin();
      state[read] += max - 1;
      expect(budget.isSpent, read).to.equal(false);
      state[read] += 1;
      expect(budget.isSpent, read).to.equal(true);
    }
  });
});
