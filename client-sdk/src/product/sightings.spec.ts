import { expect } from 'chai';
import { distanceMeters } from '../distance';
import { findImpossibleMoves } from './sightings';

const helsinki = { latitudeE6: 60_170_000, longitudeE6: 24_940_000 };
const tallinn = { latitudeE6: 59_437_000, longitudeE6: 24_754_000 };
const newYork = { latitudeE6: 40_640_000, longitudeE6: -73_780_000 };

describe('sightings of an item', () => {
  const seen = (item: string, place: typeof helsinki, hour: number) => ({
    ...{ item, ...place, company: 'Org1MSP', fact: `marks/Org1MSP/${hour}` },
    at: new Date(Date.UTC(2026, 0, 1, hour)),
  });

  it('are measured along the great circle', () => {
    expect(distanceMeters(helsinki, tallinn) / 1000).to.be.closeTo(82, 1);
    expect(distanceMeters(helsinki, newYork) / 1000).to.be.closeTo(6610, 15);
    expect(distanceMeters(helsinki, helsinki)).to.equal(0);
  });

  it('that no transport joins are found, whatever their order', () => {
    const sightings = [
      seen('a', newYork, 20),
      seen('a', helsinki, 1),
      seen('b', newYork, 3),
      seen('b', helsinki, 1),
      seen('c', helsinki, 1),
      seen('c', tallinn, 1),
      seen('d', helsinki, 1),
    ];
    const found = findImpossibleMoves(sightings);
    expect(found.map(({ item }) => item)).to.deep.equal(['b', 'c']);
    expect(found[0]?.kmPerHour).to.be.closeTo(3305, 10);
    expect(found[1]?.kmPerHour).to.equal(Infinity);
    expect(findImpossibleMoves(sightings, { kmPerHourMax: 300 }).map(({ item }) => item)).to.include('a');
    expect(findImpossibleMoves(sightings, { metersMin: 7_000_000 })).to.deep.equal([]);
  });
});
