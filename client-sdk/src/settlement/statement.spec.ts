import { expect } from 'chai';
import { toStatement } from './statement';

describe('a statement', () => {
  it('sums what is open, due and disputed, by month', () => {
    const at = (day: string): Date => new Date(`${day}T00:00:00Z`);
    const obligations = [
      { quantity: 30n, dueAt: at('2026-02-01') },
      { quantity: 5n, dueAt: at('2026-01-31'), disputedBy: ['AMSP'] },
      { quantity: 7n, dueAt: at('2026-02-28') },
    ];
    expect(toStatement(obligations, at('2026-02-01').getTime())).to.deep.equal({
      ...{ open: 42n, due: 35n, disputed: 5n },
      months: [
        { month: '2026-01', amount: 5n },
        { month: '2026-02', amount: 37n },
      ],
    });
    expect(toStatement([], 0)).to.deep.equal({ open: 0n, due: 0n, disputed: 0n, months: [] });
  });
});
