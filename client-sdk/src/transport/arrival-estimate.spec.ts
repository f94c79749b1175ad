import { expect } from 'chai';
import { distanceMeters } from '../distance';
import { estimateArrival } from './arrival-estimate';

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));

describe('an estimate of an arrival', () => {
  const tallinn = { latitudeE6: 59_437_000, longitudeE6: 24_754_000 };
  const onTheWay = [
    { at: at(2), latitudeE6: 59_900_000, longitudeE6: 24_870_000 },
    { at: at(1), latitudeE6: 60_170_000, longitudeE6: 24_940_000 },
  ];

  it('is what is left of the way at the mean speed so far, whatever the order of positions', () => {
    const estimate = estimateArrival({ positions: onTheWay, destination: tallinn });
    expect(estimate?.kmPerHour).to.be.closeTo(30.3, 0.3);
    expect((estimate?.remainingMeters ?? 0) / 1000).to.be.closeTo(51.9, 0.5);
    expect(((estimate?.arrival.getTime() ?? 0) - at(2).getTime()) / 3_600_000).to.be.closeTo(1.71, 0.03);
    expect(estimate?.positions).to.equal(2);
  });

  it('adds up the way from position to position, not as the crow flies', () => {
    const [last, first] = onTheWay;
    if (first === undefined || last === undefined) throw new TypeError('two positions expected');
    const detour = {
      at: new Date(at(1).getTime() + 1_800_000),
      latitudeE6: 60_170_000,
      longitudeE6: 25_940_000,
    };
    const estimate = estimateArrival({ positions: [first, detour, last], destination: tallinn });
    const meters = distanceMeters(first, detour) + distanceMeters(detour, last);
    expect(estimate?.kmPerHour).to.be.closeTo(meters / 1_000, 0.001);
    const slower = estimateArrival({ positions: [first, { ...last, at: at(3) }], destination: tallinn });
    expect(slower?.kmPerHour).to.be.closeTo(distanceMeters(first, last) / 2_000, 0.001);
    const remaining = distanceMeters(last, tallinn);
    expect(estimate?.remainingMeters).to.equal(remaining);
    expect(estimate?.arrival.getTime()).to.be.closeTo(at(2).getTime() + (remaining / meters) * 3_600_000, 1);
  });

  it('is not made of nothing, nor of what does not move', () => {
    const [here] = onTheWay;
    if (here === undefined) throw new TypeError('a position expected');
    for (const positions of [[], [here], [here, { ...here, at: at(9) }], [here, here]]) {
      expect(estimateArrival({ positions, destination: tallinn })).to.equal(undefined);
    }
  });
});
