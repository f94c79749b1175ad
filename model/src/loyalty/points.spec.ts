import { expect } from 'chai';
import fc from 'fast-check';
import { expiryOf, isExpired, sumAmounts } from '../amounts';
import { refusalOf } from '../testing/refusal';
import { SEED } from '../testing/seed';
import { delayMinutes, isLate } from '../transport/delay';
import { netClaims } from './netting';
import { spendOutputs } from './outputs';
import { claimMinor, compensationPoints, pointsForDistance } from './points';

describe('delay', () => {
  it('is in whole minutes, rounded down, negative when early', () => {
    const delay = (arrival: number) => delayMinutes({ arrivalPlanned: 600_000, arrival });
    expect([600_000, 659_999, 660_000, 599_999, 540_000].map(delay)).to.deep.equal([0, 0, 1, -1, -1]);
    expect([undefined, -1, 0, 1].map(isLate)).to.deep.equal([false, false, false, true]);
  });
});

describe('points', () => {
  it('for a distance drop fractions', () => {
    const points = (distanceMeters: number) => pointsForDistance({ distanceMeters, milliPointsPerKm: 500 });
    expect([1999, 2000, 3_974_001].map(points)).to.deep.equal([0n, 1n, 1987n]);
    const most = pointsForDistance({ distanceMeters: 100_000_000, milliPointsPerKm: 1_000_000_000 });
    expect(most).to.equal(100_000_000_000n);
  });

  it('for a delay are those of the highest tier that it reaches', () => {
    const tiers = [
      { delayMinutesMin: 60, points: 100n },
      { delayMinutesMin: 180, points: 500n },
    ];
    const points = [-5, 0, 59, 60, 179, 180, 9999].map((delay) => compensationPoints(tiers, delay));
    expect(points).to.deep.equal([0n, 0n, 0n, 100n, 100n, 500n, 500n]);
    expect(compensationPoints([], 500)).to.equal(0n);
  });

  it('are worth what the terms say, within 2^63−1', () => {
    const value = { currency: 'EUR', minorPer1000Points: 801n };
    expect([1n, 2n, 1000n].map((points) => claimMinor(points, value))).to.deep.equal([0n, 1n, 801n]);
    expect(refusalOf(() => claimMinor(2n ** 63n - 1n, { ...value, minorPer1000Points: 1001n }))).to.equal(
      'FIELD_RANGE amount',
    );
  });

  it('add up beyond what one amount can be', () => {
    expect(sumAmounts([2n ** 63n - 1n, 2n ** 63n - 1n])).to.equal(2n ** 64n - 2n);
  });

  it('expire after whole days, from that millisecond on', () => {
    const expiresAt = expiryOf({ at: 5, validityDays: 2 });
    expect(expiresAt).to.equal(172_800_005);
    expect([expiresAt - 1, expiresAt].map((at) => isExpired({ expiresAt }, at))).to.deep.equal([false, true]);
    expect(expiryOf({ at: 253_402_300_799_000, validityDays: 1 })).to.equal(253_402_300_799_000);
  });
});

describe('spend outputs', () => {
  const lot = (amount: bigint, expiresAt: number, termsVersion = 0) => ({
    holder: 'h',
    amount,
    expiresAt,
    termsVersion,
    terms: `t${termsVersion}`,
  });

  it('give the recipient the first expiry and the change that of the last input', () => {
    const inputs = [lot(10n, 300, 1), lot(10n, 200, 2), lot(10n, 400, 3)];
    expect(spendOutputs({ inputs, amount: 25n, to: 'r' })).to.deep.equal([
      { holder: 'r', amount: 25n, expiresAt: 200, termsVersion: 2, terms: 't2' },
      { holder: 'h', amount: 5n, expiresAt: 400, termsVersion: 3, terms: 't3' },
    ]);
    expect(spendOutputs({ inputs, amount: 30n })).to.deep.equal([]);
  });

  it('of lots that add up beyond one amount are amounts', () => {
    const max = 2n ** 63n - 1n;
    const inputs = [lot(max - 1n, 300), lot(max - 1n, 200)];
    const amounts = spendOutputs({ inputs, amount: max, to: 'r' }).map(({ amount }) => amount);
    expect(amounts).to.deep.equal([max, max - 2n]);
  });

  it('need every input and cover the amount', () => {
    const inputs = [lot(10n, 300), lot(10n, 200)];
    expect(refusalOf(() => spendOutputs({ inputs, amount: 21n }))).to.equal('FIELD_RANGE amount');
    expect(refusalOf(() => spendOutputs({ inputs, amount: 10n }))).to.equal('FIELD_CONFLICT inputs');
    expect(refusalOf(() => spendOutputs({ inputs: [], amount: 1n }))).to.equal('FIELD_RANGE amount');
  });

  it(`neither make nor lose points (seed ${SEED})`, () => {
    const anyLot = fc.record({
      holder: fc.constant('h'),
      amount: fc.bigInt({ min: 1n, max: 10n ** 6n }),
      expiresAt: fc.nat(),
      termsVersion: fc.nat(9),
      terms: fc.constant('t'),
    });
    fc.assert(
      fc.property(
        fc.array(anyLot, { minLength: 1, maxLength: 32 }),
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        (inputs, part) => {
          const total = sumAmounts(inputs.map(({ amount }) => amount));
          const last = inputs.at(-1)?.amount ?? 0n;
          const amount = total - (part % last);
          const outputs = spendOutputs({ inputs, amount, to: 'r' });
          expect(sumAmounts(outputs.map((output) => output.amount))).to.equal(total);
          expect(outputs[0]?.amount).to.equal(amount);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });
});

describe('netting', () => {
  it('leaves what one company owes the other, by currency', () => {
    const claim = (debtor: string, minor: bigint, currency: string) => ({
      debtor,
      creditor: debtor === 'A' ? 'B' : 'A',
      currency,
      minor,
    });
    const claims = [
      claim('A', 5n, 'USD'),
      claim('B', 7n, 'USD'),
      claim('A', 3n, 'EUR'),
      claim('A', 1n, 'SEK'),
      claim('B', 1n, 'SEK'),
    ];
    expect(netClaims(claims)).to.deep.equal([
      { currency: 'EUR', debtor: 'A', creditor: 'B', minor: 3n },
      { currency: 'USD', debtor: 'B', creditor: 'A', minor: 2n },
    ]);
    expect(netClaims([])).to.deep.equal([]);
  });
});
