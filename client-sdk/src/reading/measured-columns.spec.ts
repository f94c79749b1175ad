import { LIMITS, READING_COLUMNS } from '@kontti/model';
import { expect } from 'chai';
import { SUBMITTED_TIME_MS_MIN, TIME_AHEAD_MS_MAX } from '../limits';
import { toPlainColumns } from './measured-columns';

const NOW_MS = Date.UTC(2026, 1, 1);
const start = { firstSequence: 7, nowMs: NOW_MS };
const at = new Date(NOW_MS);
const columnsOf = (...measurements: readonly unknown[]) => toPlainColumns(measurements, start);
const placeOf = (name: string): number => READING_COLUMNS.findIndex((column) => column.name === name);

describe('columns of measurements that are plainly good', () => {
  it('have each value in its place, and nothing where it was not measured', () => {
    const columns = columnsOf(
      { at, temperatureMilliC: 5, latitudeE7: 1, longitudeE7: -2 },
      { at: new Date(NOW_MS + 1), temperatureMilliC: 0 },
    );
    expect(columns).to.include({ firstSequence: 7, count: 2 });
    expect([...(columns?.at ?? [])]).to.deep.equal([NOW_MS, NOW_MS + 1]);
    const valuesOf = (name: string) => [...(columns?.values[placeOf(name)] ?? [])];
    expect(valuesOf('temperatureMilliC')).to.deep.equal([5, 0]);
    expect(valuesOf('latitudeE7')).to.deep.equal([1, NaN]);
    expect(valuesOf('longitudeE7')).to.deep.equal([-2, NaN]);
    expect(columns?.values.filter((values) => values !== undefined)).to.have.length(3);
  });

  it('are of quantities within their bounds, whole numbers all', () => {
    for (const { name, min, max } of READING_COLUMNS) {
      const position = name.endsWith('E7') ? { latitudeE7: 0, longitudeE7: 0 } : {};
      const isPlain = (value: unknown): boolean =>
        columnsOf({ at, ...position, [name]: value }) !== undefined;
      for (const value of [min, max]) expect(isPlain(value), `${name} ${value}`).to.equal(true);
      for (const value of [min - 1, max + 1, min + 0.5, NaN, String(min), null, undefined]) {
        expect(isPlain(value), `${name} ${String(value)}`).to.equal(false);
      }
    }
  });

  it('are of times that can have happened', () => {
    const isPlain = (time: unknown): boolean => columnsOf({ at: time, temperatureMilliC: 1 }) !== undefined;
    for (const ms of [SUBMITTED_TIME_MS_MIN, NOW_MS, NOW_MS + TIME_AHEAD_MS_MAX]) {
      expect(isPlain(new Date(ms)), String(ms)).to.equal(true);
    }
    for (const ms of [SUBMITTED_TIME_MS_MIN - 1, NOW_MS + TIME_AHEAD_MS_MAX + 1, NaN]) {
      expect(isPlain(new Date(ms)), String(ms)).to.equal(false);
    }
    for (const time of [NOW_MS, at.toISOString(), undefined]) expect(isPlain(time)).to.equal(false);
    expect(columnsOf({ temperatureMilliC: 1 })).to.equal(undefined);
  });

  it('are not of half a position, an unknown name, nothing or too much', () => {
    for (const wrong of [{ latitudeE7: 1 }, { longitudeE7: 1 }, { colour: 1 }, { sequence: 1 }]) {
      expect(columnsOf({ at, ...wrong }), JSON.stringify(wrong)).to.equal(undefined);
      expect(columnsOf({ at }, { at, ...wrong })).to.equal(undefined);
    }
    expect(columnsOf()).to.equal(undefined);
    const most = Array.from({ length: LIMITS.batchReadingsMax }, () => ({ at, shockMilliG: 1 }));
    expect(columnsOf(...most)).to.include({ count: LIMITS.batchReadingsMax });
    expect(columnsOf(...most, { at, shockMilliG: 1 })).to.equal(undefined);
    expect(columnsOf({ at })).to.include({ count: 1 });
  });
});
