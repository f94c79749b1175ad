import { companies } from '../companies';
import { chunksOf } from '../concurrent';
import { parcelsPerShipment, type VoyageShipment } from '../shipments';
import { bulkSize, note, type Voyage } from '../voyage';

/** Items of the shipment that is loaded as the `index`th. */
function parcelsOf(index: number): string {
  const first = parcelsPerShipment * index;
  return `${companies.forwarder.mspId}/parcels/${first}-${first + parcelsPerShipment - 1}`;
}

/** The retailer sells what it received; parcels of a container that was outside its conditions it takes out of the shop. */
export async function stock(
  voyage: Voyage,
  options: { readonly shipments: readonly VoyageShipment[]; readonly isOutside: ReadonlySet<string> },
): Promise<void> {
  const { shipments, isOutside } = options;
  const step = voyage.progress.step({ name: 'parcels sold, or quarantined', total: shipments.length });
  const marks = shipments.map(({ shipmentId }, index) => ({
    items: parcelsOf(index),
    kind: isOutside.has(shipmentId) ? ('quarantined' as const) : ('sold' as const),
  }));
  for (const [chunk, some] of chunksOf(marks, bulkSize).entries()) {
    note(voyage, await voyage.clients.retailer.products.mark({ ref: `stock-${chunk}`, marks: some }));
    step.advance(some.length);
  }
  step.done();
}
