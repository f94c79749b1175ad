import { arrivalActualMs, type Flight } from '../input/flights';
import type { Itinerary } from '../itinerary';
import type { VoyageTerms } from '../terms';

/** What the input alone says that the ledger has to show in the end. */
export interface Expected {
  /** Row of each late flight, and its delay. */
  readonly delays: ReadonlyMap<number, number>;
  readonly accrued: bigint;
  readonly compensated: bigint;
  /** Row and traveller of each journey that is compensated. */
  readonly compensations: readonly { readonly row: number; readonly traveller: number }[];
}

/**
 * Recomputes points and delays from the flights, in arithmetic of its own: what it shares with the chaincode is the written
 * rule (rounding down, the highest tier reached), not the code.
 */
export function expectedOf(options: {
  flights: readonly Flight[];
  itinerary: Itinerary;
  termsOf: (flight: Flight) => VoyageTerms;
}): Expected {
  const delays = new Map<number, number>();
  const compensations: { row: number; traveller: number }[] = [];
  let accrued = 0n;
  let compensated = 0n;
  for (const flight of options.flights) {
    const terms = options.termsOf(flight);
    const lateMinutes = (arrivalActualMs(flight) - flight.arrivalPlannedMs) / 60_000;
    if (lateMinutes > 0) {
      delays.set(flight.row, lateMinutes);
    }
    const milliPoints = (flight.distanceMeters * terms.milliPointsPerKm) / 1000;
    const tier = terms.compensation.filter(({ delayMinutesMin }) => delayMinutesMin <= lateMinutes).at(-1);
    for (const traveller of options.itinerary.travellersOf(flight)) {
      accrued += BigInt(Math.floor(milliPoints / 1000));
      if (tier !== undefined) {
        compensated += tier.points;
        compensations.push({ row: flight.row, traveller });
      }
    }
  }
  return { delays, accrued, compensated, compensations };
}
