import { expect } from 'chai';
import { toColumns } from './columns';
import { findExcursions } from './excursion';

describe('excursions', () => {
  const readings = toColumns([
    { sequence: 0, at: 10, temperatureMilliC: 2000, shockMilliG: 100 },
    { sequence: 1, at: 20, temperatureMilliC: 1999, shockMilliG: 101 },
    { sequence: 2, at: 30, temperatureMilliC: 1500 },
    { sequence: 3, at: 40, temperatureMilliC: 8001, humidityMilliPct: 90_000 },
  ]);

  it('count what is outside, and neither what equals the condition nor what was not measured', () => {
    const conditions = {
      temperatureMinMilliC: 2000,
      temperatureMaxMilliC: 8000,
      shockMaxMilliG: 100,
      humidityMaxMilliPct: 90_000,
    };
    expect(findExcursions(readings, conditions)).to.deep.equal([
      { kind: 'temperatureLow', limit: 2000, worst: 1500, readings: 2, firstSequence: 1, firstAt: 20 },
      { kind: 'temperatureHigh', limit: 8000, worst: 8001, readings: 1, firstSequence: 3, firstAt: 40 },
      { kind: 'shock', limit: 100, worst: 101, readings: 1, firstSequence: 1, firstAt: 20 },
    ]);
  });

  it('are none without conditions', () => {
    expect(findExcursions(readings, {})).to.deep.equal([]);
  });
});
