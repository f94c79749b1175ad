import { expect } from 'chai';
import { earnedPoints, unearnedToError } from './earned-points';

describe('what a journey earns', () => {
  const terms = {
    milliPointsPerKm: 1000,
    compensation: [
      { delayMinutesMin: 60, points: 500n },
      { delayMinutesMin: 180, points: 2000n },
    ],
  };
  const plan = {
    transportId: 'AirMSP/T-1',
    mode: 'air',
    number: 'AY1',
    from: 'JFK',
    to: 'LAX',
    departurePlanned: new Date(0),
    arrivalPlanned: new Date(1),
    distanceMeters: 3_974_000,
  } as const;
  const transport = (status: 'planned' | 'arrived' | 'cancelled', delayMinutes?: number) =>
    delayMinutes === undefined ? { plan, status } : { plan, status, delayMinutes };

  it('by distance follows from the plan, unless it was cancelled', () => {
    const earned = (status: 'planned' | 'arrived' | 'cancelled', milliPointsPerKm = 1000) =>
      earnedPoints({ kind: 'accrual', terms: { ...terms, milliPointsPerKm }, transport: transport(status) });
    expect(earned('planned')).to.equal(3974n);
    expect(earned('arrived')).to.equal(3974n);
    expect(earned('arrived', 0)).to.deep.equal({ code: 'NOTHING_EARNED' });
    expect(earned('cancelled')).to.deep.equal({ code: 'STATE', details: { status: 'cancelled' } });
  });

  it('by delay follows from the recorded one, once it is final', () => {
    const earned = (status: 'planned' | 'arrived' | 'cancelled', delayMinutes?: number) =>
      earnedPoints({ kind: 'compensation', terms, transport: transport(status, delayMinutes) });
    expect(earned('arrived', 90)).to.equal(500n);
    expect(earned('arrived', 180)).to.equal(2000n);
    for (const delayMinutes of [undefined, -5, 0, 59]) {
      expect(earned('arrived', delayMinutes)).to.deep.equal({ code: 'NOTHING_EARNED' });
    }
    expect(earned('planned', 300)).to.deep.equal({ code: 'STATE', details: { status: 'planned' } });
    expect(earned('cancelled', 300)).to.have.property('code', 'STATE');
  });

  it('is reported with the field of the journey', () => {
    const error = unearnedToError({ code: 'STATE', details: { status: 'planned' } }, 'accruals[2]');
    expect(error).to.include({ code: 'STATE', stage: 'local' });
    expect(error.details).to.include({ field: 'accruals[2].transportId', status: 'planned' });
    expect(unearnedToError({ code: 'NOTHING_EARNED' }, 'accruals[2]').details.field).to.equal('accruals[2]');
  });
});
