import { expect } from 'chai';
import { PLACES, flightOf } from '../cheating/world';
import { ALPHA, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const transportId = `${ALPHA}/F-1`;

describe('updates of transports', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha } = companies;
    await alpha.companies.registerPlaces({ ref: 'places', places: PLACES });
    await alpha.transports.plan({ ref: 'plan', transports: [flightOf(transportId)] });
  });

  const update = (entry: object) => {
    const updates = [{ transportId, sequence: 1, ...entry }] as never;
    return refusalOf(companies.alpha.transports.update({ ref: 'u', updates }));
  };

  it('say of what has happened only what the clock has reached, a day of doubt apart', async () => {
    const [past, today, ahead] = [day(-1), day(1), new Date(day(1).getTime() + 1)];
    const cases: readonly (readonly [object, string])[] = [
      [{ kind: 'departed', departure: ahead }, 'TIME_INVALID updates[0].departure'],
      [{ kind: 'arrived', departure: past, arrival: ahead }, 'TIME_INVALID updates[0].arrival'],
      [{ kind: 'arrived', departure: ahead, arrival: past }, 'TIME_INVALID updates[0].departure'],
      [{ kind: 'departed', departure: ahead.toISOString() }, 'TIME_INVALID updates[0].departure'],
    ];
    for (const [entry, refusal] of cases) expect(await update(entry)).to.equal(refusal);
    expect(await update({ kind: 'departed', departure: today })).to.equal('done');
  });

  it('say of what is expected any time, as a date or as text', async () => {
    expect(await update({ kind: 'estimated', arrival: day(9).toISOString() })).to.equal('done');
    const { arrival, status } = await companies.beta.transports.get({ transportId });
    expect([arrival, status]).to.deep.equal([day(9), 'planned']);
    expect(await update({ kind: 'estimated', arrival: 'soon' })).to.match(/^TIME_INVALID/);
  });
});
