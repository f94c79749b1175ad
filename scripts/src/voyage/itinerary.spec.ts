import { expect } from 'chai';
import type { Flight } from './input/flights';
import { createItinerary } from './itinerary';

function flightsOf(count: number): Flight[] {
  return Array.from({ length: count }, (_, row) => ({
    row,
    departurePlannedMs: row * 60_000,
    arrivalPlannedMs: (row + 60) * 60_000,
    delayMinutes: 0,
    distanceMeters: 1000,
    origin: 'DTW',
    destination: 'LAS',
  }));
}

describe('voyage: itinerary', () => {
  it('is the same for the same seed and another for another', () => {
    const flights = flightsOf(300);
    const seats = (seed: number): number[][] => {
      const itinerary = createItinerary({ flights, seed });
      return flights.map((flight) => [...itinerary.travellersOf(flight)]);
    };
    expect(seats(7)).to.deep.equal(seats(7));
    expect(seats(7)).to.not.deep.equal(seats(8));
  });

  it('seats two different travellers on each flight, however few flights there are', () => {
    for (const count of [1, 2, 50]) {
      const flights = flightsOf(count);
      const itinerary = createItinerary({ flights, seed: 1 });
      expect(itinerary.loaded.length, `${count} flights`).to.be.greaterThan(0);
      for (const flight of flights) {
        const [first, second] = itinerary.travellersOf(flight);
        expect(first).to.not.equal(second);
      }
    }
  });
});
