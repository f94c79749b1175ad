import { expect } from 'chai';
import { refusalOf } from '../testing/refusal';
import { parseValue } from '../validation/parse';
import { EarningRule, discountedPoints, pointsEarned, tierOf } from './earning';
import { ProgrammeTerms } from './terms';

const terms = {
  milliPointsPerKm: 1000,
  rules: [
    { partner: 'ShopMSP', sharePermille: 20 },
    { fare: 'flex', tier: 'gold', milliPointsPerKm: 3000 },
    { fare: 'flex', from: 1000, to: 2000, milliPointsPerKm: 2000 },
    { fare: 'light', fixed: 50n },
  ],
  discounts: [{ partner: 'CafeMSP', from: 1000, permille: 100 }, { permille: 10 }],
  tiers: [
    { name: 'silver', pointsMin: 100n },
    { name: 'gold', pointsMin: 1000n },
  ],
};

describe('earning', () => {
  const earned = (change: object): bigint =>
    pointsEarned(terms, { at: 1500, partner: 'AirMSP', distanceMeters: 100_000, ...change });

  it('goes by the first rule that fits, else by distance', () => {
    expect(earned({})).to.equal(100n);
    expect(earned({ fare: 'flex', tier: 'gold' })).to.equal(300n);
    expect(earned({ fare: 'flex' })).to.equal(200n);
    expect(earned({ fare: 'flex', at: 2000 })).to.equal(100n);
    expect(earned({ fare: 'flex', at: new Date(1000) })).to.equal(200n);
    expect(earned({ fare: 'light' })).to.equal(50n);
    // A share is of what was spent, so a flight of that partner earns by distance.
    expect(earned({ partner: 'ShopMSP' })).to.equal(100n);
    expect(pointsEarned(terms, { at: 0, partner: 'ShopMSP', spentMinor: 4_999n })).to.equal(99n);
    expect(pointsEarned(terms, { at: 0, partner: 'OtherMSP', spentMinor: 4_999n })).to.equal(0n);
  });

  it('has discounts by partner and period, and tiers', () => {
    expect(discountedPoints(terms, { points: 505n, partner: 'CafeMSP', at: 1000 })).to.equal(455n);
    expect(discountedPoints(terms, { points: 500n, partner: 'CafeMSP', at: 999 })).to.equal(495n);
    expect(discountedPoints(terms, { points: 500n, partner: 'ShopMSP', at: 1000 })).to.equal(495n);
    expect(discountedPoints({}, { points: 500n, partner: 'CafeMSP', at: 999 })).to.equal(500n);
    expect([99n, 100n, 999n, 1000n].map((points) => tierOf(terms, points))).to.deep.equal([
      undefined,
      'silver',
      'silver',
      'gold',
    ]);
  });

  it('is by distance, fixed, or a share, and tiers ascend', () => {
    const parse = (rule: object) => parseValue(EarningRule, rule);
    expect(parse({ fixed: '5' }).fixed).to.equal(5n);
    expect(refusalOf(() => parse({}))).to.equal('FIELD_CONFLICT milliPointsPerKm');
    expect(refusalOf(() => parse({ fixed: '5', milliPointsPerKm: 1 }))).to.equal(
      'FIELD_CONFLICT milliPointsPerKm',
    );
    const base = { milliPointsPerKm: 0, compensation: [], validityDays: 1, partners: [] };
    const pointValue = { currency: 'EUR', minorPer1000Points: '1' };
    const withTiers = (...minima: number[]) =>
      parseValue(ProgrammeTerms, {
        ...{ ...base, pointValue },
        tiers: minima.map((pointsMin, n) => ({ name: `t${n}`, pointsMin: String(pointsMin) })),
      });
    expect(withTiers(1, 2).tiers?.length).to.equal(2);
    expect(refusalOf(() => withTiers(2, 2))).to.equal('FIELD_CONFLICT tiers[1].pointsMin');
  });
});
