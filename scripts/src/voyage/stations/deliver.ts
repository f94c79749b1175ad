import { forEachBounded } from '../concurrent';
import { arrivalActualMs } from '../input/flights';
import type { VoyageShipment } from '../shipments';
import { inFlightMax, note, type Voyage } from '../voyage';
import { handOver } from './consign';

const unloadingMs = 45 * 60_000;

/** The airline hands each shipment to the retailer, who states its delivery. */
export async function deliver(voyage: Voyage, shipments: readonly VoyageShipment[]): Promise<void> {
  const step = voyage.progress.step({ name: 'shipments delivered', total: shipments.length });
  await forEachBounded(shipments, {
    inFlightMax,
    work: async ({ shipmentId, flight }) => {
      await handOver({ voyage, shipmentId, from: 'airline', to: 'retailer', sequence: 2 });
      const delivered = await voyage.clients.retailer.shipments.deliver({
        shipmentId,
        at: new Date(arrivalActualMs(flight) + unloadingMs),
        place: flight.destination,
      });
      note(voyage, delivered);
      step.advance();
    },
  });
  step.done();
}
