import { chunksOf, forEachBounded } from '../concurrent';
import { programme } from '../companies';
import { arrivalActualMs, departureActualMs, type Flight } from '../input/flights';
import type { Clients } from '../network';
import { secondTerms } from '../terms';
import {
  bulkSize,
  holderOf,
  inFlightMax,
  note,
  secondTermsFromRow,
  termsOf,
  transportIdOf,
  type Voyage,
} from '../voyage';
import { termsRequest } from './setup';

interface Journey {
  readonly holder: string;
  readonly transportId: string;
}

function journeysOf(voyage: Voyage, flights: readonly Flight[]): Journey[] {
  return flights.flatMap((flight) =>
    voyage.itinerary
      .travellersOf(flight)
      .map((traveller) => ({ holder: holderOf(voyage, traveller), transportId: transportIdOf(flight) })),
  );
}

async function recordTimes(voyage: Voyage, flights: readonly Flight[]): Promise<void> {
  const arrived = await voyage.clients.airline.transports.update({
    ref: `arrived-${flights[0]?.row}`,
    updates: flights.map((flight) => ({
      transportId: transportIdOf(flight),
      sequence: 1,
      kind: 'arrived',
      departure: new Date(departureActualMs(flight)),
      arrival: new Date(arrivalActualMs(flight)),
    })),
  });
  note(voyage, arrived);
}

async function bookPoints(voyage: Voyage, flights: readonly Flight[]): Promise<void> {
  const { loyalty } = voyage.clients.airline;
  const row = flights[0]?.row;
  for (const [index, accruals] of chunksOf(journeysOf(voyage, flights), bulkSize).entries()) {
    note(voyage, await loyalty.accrue({ programme, ref: `accrue-${row}-${index}`, accruals }));
  }
  // Who is compensated is the airline's to ask; how much is the contract's to say.
  const late = flights.filter((flight) => {
    const [tier] = termsOf(voyage.flights, flight).compensation;
    return tier !== undefined && flight.delayMinutes >= tier.delayMinutesMin;
  });
  for (const [index, compensations] of chunksOf(journeysOf(voyage, late), bulkSize).entries()) {
    note(voyage, await loyalty.compensate({ programme, ref: `late-${row}-${index}`, compensations }));
  }
}

/**
 * Departures and arrivals with the data's own delays, then the points for them. Midway the airline changes its terms, and what
 * was booked before keeps the old ones.
 */
export async function fly(voyage: Voyage, admins: Clients): Promise<void> {
  const step = voyage.progress.step({ name: 'flights flown, points booked', total: voyage.flights.length });
  const firstRowAfter = secondTermsFromRow(voyage.flights);
  const halves = [
    voyage.flights.filter(({ row }) => row < firstRowAfter),
    voyage.flights.filter(({ row }) => row >= firstRowAfter),
  ];
  for (const [half, flights] of halves.entries()) {
    if (half === 1) {
      note(voyage, await admins.airline.loyalty.setTerms(termsRequest(secondTerms, 1)));
    }
    await forEachBounded(chunksOf(flights, bulkSize), {
      inFlightMax,
      work: async (chunk) => {
        await recordTimes(voyage, chunk);
        await bookPoints(voyage, chunk);
        step.advance(chunk.length);
      },
    });
  }
  step.done();
}
