import type { Flight } from './input/flights';
import { seededIndex } from './seeded';

/** Who and what rides on which flight: drawn from the seed, the same for the same seed and flights. */
export interface Itinerary {
  /** Travellers are numbered from 0. */
  readonly travellers: number;
  /** Two travellers of each flight, by the flight's row. */
  travellersOf(flight: Flight): readonly number[];
  /** Flights that carry one container each. */
  readonly loaded: readonly Flight[];
}

const flightsPerTraveller = 8;
const travellersMin = 8;
const flightsPerContainer = 20;
const containersMax = 60;

export function createItinerary(options: { flights: readonly Flight[]; seed: number }): Itinerary {
  const { flights, seed } = options;
  const travellers = Math.max(travellersMin, Math.ceil(flights.length / flightsPerTraveller));
  const step = Math.max(flightsPerContainer, Math.ceil(flights.length / containersMax));
  const offset = seededIndex({ seed, label: 'first container', below: Math.min(step, flights.length) });
  return {
    travellers,
    travellersOf(flight) {
      const first = seededIndex({ seed, label: `traveller on ${flight.row}`, below: travellers });
      const gap = 1 + seededIndex({ seed, label: `companion on ${flight.row}`, below: travellers - 1 });
      return [first, (first + gap) % travellers];
    },
    loaded: flights.filter((_flight, index) => index % step === offset),
  };
}
