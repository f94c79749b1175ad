import { expect } from 'chai';
import { greatCirclePoint } from './position';

describe('voyage: positions between airports', () => {
  const from = { latitude: 0, longitude: 0 };
  const to = { latitude: 0, longitude: 90 };

  it('start and end at the airports', () => {
    const start = greatCirclePoint({ from, to, fraction: 0 });
    const end = greatCirclePoint({ from, to, fraction: 1 });
    expect(start.longitude).to.be.closeTo(0, 1e-9);
    expect(end.longitude).to.be.closeTo(90, 1e-9);
  });

  it('are halfway on the great circle, not on the map', () => {
    const half = greatCirclePoint({
      from: { latitude: 60, longitude: 0 },
      to: { latitude: 60, longitude: 180 },
      fraction: 0.5,
    });
    expect(half.latitude).to.be.closeTo(90, 1e-6);
  });

  it('does not move where both airports are the same place', () => {
    expect(greatCirclePoint({ from: to, to, fraction: 0.3 })).to.deep.equal(to);
  });
});
