import { READING_COLUMNS } from '@kontti/model';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import { checkRow, isSameReading } from './reading-row';
import type { ReadingRow } from './reading-row';

const NOW_MS = Date.UTC(2026, 2, 1);
const AHEAD_MS = 1_000;
const row = {
  ...{ deviceId: 'AMSP/D-1', shipmentId: 'AMSP/S-1', at: new Date(NOW_MS), temperatureMilliC: 4_000 },
};
const check = (change: object) =>
  checkRow({ ...row, ...change } as ReadingRow, { source: 'line 7', nowMs: NOW_MS, aheadMs: AHEAD_MS });

/** The code, the field and the rule by which something is refused. */
function refusalOf(work: () => unknown): readonly unknown[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof KonttiError)) throw error;
    return [error.code, error.details['field'], error.details['rule']];
  }
  return ['taken'];
}

describe('a row by itself', () => {
  it('becomes a reading of what it measures, about one thing', () => {
    expect(check({})).to.deep.equal({
      ...{ source: 'line 7', deviceId: 'AMSP/D-1', subject: { shipmentId: 'AMSP/S-1' } },
      values: { at: NOW_MS, temperatureMilliC: 4_000 },
    });
    const container = { container: 'CSQU3054383' };
    expect(check(container).subject).to.deep.equal({ shipmentId: 'AMSP/S-1', ...container });
    for (const name of ['siteId', 'agreementId'] as const) {
      expect(check({ shipmentId: undefined, [name]: 'AMSP/X' }).subject).to.deep.equal({ [name]: 'AMSP/X' });
    }
    const text = new Date(NOW_MS).toISOString();
    expect(check({ at: text, latitudeE7: 0, longitudeE7: 1 }).values).to.deep.equal({
      ...{ at: NOW_MS, temperatureMilliC: 4_000, latitudeE7: 0, longitudeE7: 1 },
    });
  });

  it('is refused with the field that is wrong and its rule', () => {
    const invalid = 'READINGS_INVALID';
    const cases: readonly (readonly [object, string, string])[] = [
      [{ deviceId: 7 }, 'deviceId', 'a text'],
      [{ deviceId: undefined }, 'deviceId', 'a text'],
      [{ shipmentId: 7 }, 'shipmentId', 'a text'],
      [{ container: null }, 'container', 'a text'],
      [{ shipmentId: undefined }, 'shipmentId', 'about one shipment, site or agreement'],
      [{ siteId: 'AMSP/X' }, 'row', 'about one shipment, site or agreement'],
      [{ shipmentId: undefined, container: 'C' }, 'row', 'about one shipment, site or agreement'],
      [{ temperatureC: 4 }, 'temperatureC', 'a known field'],
      [{ temperatureMilliC: undefined }, 'row', 'a row that measures something'],
      [{ latitudeE7: 1 }, 'longitudeE7', 'given, as a position is whole'],
      [{ longitudeE7: 1 }, 'latitudeE7', 'given, as a position is whole'],
    ];
    for (const [change, field, rule] of cases) {
      expect(
        refusalOf(() => check(change)),
        JSON.stringify(change),
      ).to.deep.equal([invalid, field, rule]);
    }
    for (const other of [null, 'a text', 7]) {
      const refused = refusalOf(() => checkRow(other as never, { source: 0, nowMs: NOW_MS, aheadMs: 0 }));
      expect(refused).to.deep.equal([invalid, 'row', 'an object']);
    }
  });

  it('has whole numbers within the bounds of what they measure', () => {
    for (const { name, min, max } of READING_COLUMNS) {
      const other = { latitudeE7: { longitudeE7: 0 }, longitudeE7: { latitudeE7: 0 } }[name as 'latitudeE7'];
      const refused = (value: unknown) => refusalOf(() => check({ ...other, [name]: value }));
      for (const value of [min, max]) expect(refused(value), `${name} ${value}`).to.deep.equal(['taken']);
      for (const value of [min - 1, max + 1, 0.5, Number.NaN, '1', null]) {
        expect(refused(value), `${name} ${String(value)}`).to.deep.equal([
          ...['READINGS_INVALID', name, `a whole number from ${min} to ${max}`],
        ]);
      }
    }
  });

  it('is not ahead of the clock, and of a time that is one', () => {
    expect(check({ at: new Date(NOW_MS + AHEAD_MS) }).values.at).to.equal(NOW_MS + AHEAD_MS);
    const late = new Date(NOW_MS + AHEAD_MS + 1);
    expect(refusalOf(() => check({ at: late }))).to.deep.equal([
      'TIME_INVALID',
      'at',
      'not ahead of the clock',
    ]);
    expect(() => check({ at: late }))
      .to.throw(KonttiError)
      .with.nested.property('details.aheadMs', AHEAD_MS + 1);
    for (const at of [undefined, null, NOW_MS, 'yesterday', new Date(Number.NaN), new Date(0)]) {
      expect(refusalOf(() => check({ at })).slice(0, 2), String(at)).to.deep.equal(['TIME_INVALID', 'at']);
    }
  });

  it('is the same reading as another one of its time with all its values', () => {
    const values = Object.fromEntries(READING_COLUMNS.map(({ name }) => [name, 1]));
    const reading = { ...values, at: 1 };
    expect(isSameReading(reading, { ...reading })).to.equal(true);
    for (const name of ['at', ...Object.keys(values)]) {
      for (const value of [2, undefined]) {
        expect(isSameReading(reading, { ...reading, [name]: value }), name).to.equal(false);
      }
    }
  });
});
