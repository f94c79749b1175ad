import { expect } from 'chai';
import { chooseLots } from './choose-lots';

const lots = (...quantities: number[]) =>
  quantities.map((quantity, n) => ({
    ...{ lotId: `A/l/${n}`, digest: 'd', class: 'c', quantity: BigInt(quantity) },
  }));
const chosen = (quantities: number[], quantity: number, isJoining = false) =>
  chooseLots(lots(...quantities), { quantity: BigInt(quantity), isJoining })?.map((lot) =>
    Number(lot.quantity),
  );

describe('lots that a pool chooses', () => {
  it('are the smallest one that reaches the quantity, or few together', () => {
    expect(chosen([50, 10, 20], 15)).to.deep.equal([20]);
    expect(chosen([50, 10, 20], 60)).to.deep.equal([10, 20, 50]);
    expect(chosen([50, 10, 20], 81)).to.equal(undefined);
  });

  it('are small ones, where many are joined', () => {
    expect(chosen([50, 1, 2, 3], 5, true)).to.deep.equal([1, 2, 3]);
    expect(chosen([50, 1, 2, 3], 50, true)).to.deep.equal([1, 2, 3, 50]);
  });

  it('are the largest ones, where 32 of the smallest do not reach it', () => {
    const many = Array.from({ length: 40 }, (_, n) => n + 1);
    expect(chosen(many, 600)?.length).to.equal(20);
    expect(chosen(many, 820)).to.equal(undefined);
  });

  it('are of one version of the class', () => {
    const [first, second] = lots(5, 6);
    if (first === undefined || second === undefined) throw new Error('two lots');
    const mixed = [first, { ...second, class: 'other' }];
    expect(chooseLots(mixed, { quantity: 11n, isJoining: false })).to.equal(undefined);
    expect(chooseLots(mixed, { quantity: 6n, isJoining: false })).to.deep.equal([mixed[1]]);
  });
});
