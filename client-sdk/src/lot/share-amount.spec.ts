import { expect } from 'chai';
import { shareAmount } from './share-amount';

describe('shares of an amount', () => {
  it('add up, and go by the largest remainders', () => {
    expect(shareAmount(100n, [1, 1, 1])).to.deep.equal([34n, 33n, 33n]);
    expect(shareAmount(101n, [70, 20, 10])).to.deep.equal([71n, 20n, 10n]);
    expect(shareAmount(10n, [3, 3, 1])).to.deep.equal([4n, 4n, 2n]);
    expect(shareAmount(1n, [1, 0, 3])).to.deep.equal([0n, 0n, 1n]);
    for (let total = 1n; total < 200n; total += 1n) {
      const shares = shareAmount(total, [7, 5, 3, 1]);
      expect(shares.reduce((sum, share) => sum + share, 0n)).to.equal(total);
    }
  });

  it('are of something, among somebody', () => {
    for (const [total, parts] of [
      [0n, [1]],
      [1n, []],
      [1n, [0, 0]],
      [1n, [-1, 2]],
      [1n, [0.5]],
    ] as const) {
      expect(() => shareAmount(total, parts))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
    }
  });
});
