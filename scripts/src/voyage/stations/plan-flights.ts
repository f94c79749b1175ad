import { chunksOf, forEachBounded } from '../concurrent';
import { bulkSize, inFlightMax, note, transportIdOf, type Voyage } from '../voyage';

/** The airline plans every flight as a transport, in bulks. */
export async function planFlights(voyage: Voyage): Promise<void> {
  const step = voyage.progress.step({ name: 'flights planned', total: voyage.flights.length });
  await forEachBounded(chunksOf(voyage.flights, bulkSize), {
    inFlightMax,
    work: async (flights) => {
      const planned = await voyage.clients.airline.transports.plan({
        ref: `plan-${flights[0]?.row}`,
        transports: flights.map((flight) => ({
          transportId: transportIdOf(flight),
          mode: 'air',
          number: `row ${flight.row}`,
          from: flight.origin,
          to: flight.destination,
          departurePlanned: new Date(flight.departurePlannedMs),
          arrivalPlanned: new Date(flight.arrivalPlannedMs),
          distanceMeters: flight.distanceMeters,
        })),
      });
      note(voyage, planned);
      step.advance(flights.length);
    },
  });
  step.done();
}
