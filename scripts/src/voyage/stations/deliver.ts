import { forEachBounded } from '../concurrent';
import { arrivalActualMs } from '../input/flights';
import type { VoyageShipment } from '../shipments';
import { inFlightMax, note, type Voyage } from '../voyage';
import { handOver } from './consign';
import { titleOf } from './papers';

const unloadingMs = 45 * 60_000;

/** The airline hands each shipment to the retailer, who gives its title up for the goods, and states the delivery. */
export async function deliver(voyage: Voyage, shipments: readonly VoyageShipment[]): Promise<void> {
  const step = voyage.progress.step({ name: 'shipments delivered', total: shipments.length });
  await forEachBounded(shipments.entries(), {
    inFlightMax,
    work: async ([index, { shipmentId, flight }]) => {
      await handOver({ voyage, shipmentId, from: 'airline', to: 'retailer', sequence: 2 });
      const { trade } = voyage.clients.retailer;
      const surrendered = await trade.surrender({ ref: `goods-${flight.row}`, titleId: titleOf(index) });
      note(voyage, surrendered);
      const delivered = await voyage.clients.retailer.shipments.deliver({
        shipmentId,
        at: new Date(arrivalActualMs(flight) + unloadingMs),
        place: flight.destination,
        surrender: surrendered.result.digest,
      });
      note(voyage, delivered);
      step.advance();
    },
  });
  step.done();
}
