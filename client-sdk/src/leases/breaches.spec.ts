import { expect } from 'chai';
import { LEASE_READINGS_MAX } from '../limits';
import { findBreaches, type LeaseReading } from './breaches';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, 1 + day));
const terms = { from: at(0), to: at(100), kilometres: 10_000, toleranceKm: 50, conditionMax: 3 };
const found = (...readings: LeaseReading[]) =>
  findBreaches(terms, readings).map(({ kind, excess }) => `${kind} ${excess}`);

describe('breaches of a lease', () => {
  it('are kilometres beyond those of the time that is over', () => {
    expect(found({ at: at(10), odometerKm: 1_050 })).to.deep.equal([]);
    expect(found({ at: at(10), odometerKm: 1_051 })).to.deep.equal(['kilometres 1']);
    expect(found({ at: at(200), odometerKm: 10_051 })).to.deep.equal(['kilometres 1']);
  });

  it('are an odometer that went back, a worse condition, use after the end', () => {
    const first = { at: at(10), odometerKm: 900 };
    expect(found({ at: at(20), odometerKm: 800, condition: 5 }, first)).to.deep.equal([
      'odometer 100',
      'condition 2',
    ]);
    expect(found({ at: at(100), odometerKm: 900 }, { at: at(101), odometerKm: 901 })).to.deep.equal([
      'term 0',
    ]);
  });

  it('are looked for in what is a reading', () => {
    expect(() => findBreaches(terms, [{ at: at(0), odometerKm: -1 }])).to.throw('readings[0].odometerKm');
    expect(() => findBreaches({ ...terms, from: new Date(NaN) }, [])).to.throw('terms.from');
    for (const [changed, readings, option] of [
      [{ colour: 'red' }, [], 'terms.colour'],
      [{ conditionMax: 11 }, [], 'terms.conditionMax'],
      [{}, 'none', 'readings'],
      [{}, [null], 'readings[0]'],
      [{}, Array(LEASE_READINGS_MAX + 1).fill({}), 'readings'],
      [{}, [{ at: at(0), odometerKm: 1, condition: 0.5 }], 'readings[0].condition'],
    ] as const) {
      expect(() => findBreaches({ ...terms, ...changed }, readings as never))
        .to.throw()
        .with.property('details')
        .that.includes({ option });
    }
  });

  it('say when they were read, and have no tolerance and no worst condition unless agreed to', () => {
    const { from, to, kilometres } = terms;
    const reading = { at: at(50), odometerKm: 5_001, condition: 10 };
    expect(findBreaches({ from, to, kilometres }, [reading])).to.deep.equal([
      { kind: 'kilometres', at: at(50), excess: 1 },
    ]);
    expect(findBreaches({ from, to, kilometres }, [{ ...reading, odometerKm: 5_000 }])).to.deep.equal([]);
    expect(findBreaches({ ...terms, conditionMax: 10 }, [{ ...reading, odometerKm: 0 }])).to.deep.equal([]);
    const atOnce = { from, to: from, kilometres };
    expect(findBreaches(atOnce, [{ at: from, odometerKm: 10_001 }])).to.deep.equal([
      { kind: 'kilometres', at: from, excess: 1 },
    ]);
    const before = { at: at(-1), odometerKm: 51 };
    expect(findBreaches(terms, [before]), 'before it began').to.deep.equal([
      { kind: 'kilometres', at: at(-1), excess: 1 },
    ]);
  });
});
