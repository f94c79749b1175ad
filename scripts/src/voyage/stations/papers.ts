import { createHash } from 'node:crypto';
import { companies } from '../companies';
import { chunksOf } from '../concurrent';
import type { Clients } from '../network';
import { parcelsPerShipment, type VoyageShipment } from '../shipments';
import { bulkSize, note, type Voyage } from '../voyage';
import { onceSeen } from './once-seen';

const titleClass = `${companies.forwarder.mspId}/titles`;
const parcelClass = `${companies.forwarder.mspId}/parcel`;

/** The packing list as both companies have it; the ledger has its hash. */
function packingListHash({ shipmentId, uld }: VoyageShipment): string {
  return createHash('sha256').update(`${shipmentId}: ${parcelsPerShipment} parcels in ${uld}`).digest('hex');
}

/** The title of the shipment that is loaded as the `index`th. */
export function titleOf(index: number): string {
  return `${companies.forwarder.mspId}/titles-${Math.floor(index / bulkSize)}/${index % bulkSize}`;
}

/**
 * What goes with the containers: parcels by number, packing lists that the retailer accepts by what it hashed itself, and the titles that it
 * gives up for the goods.
 */
export async function issuePapers(
  voyage: Voyage,
  options: { readonly shipments: readonly VoyageShipment[]; readonly admins: Clients },
): Promise<void> {
  const { shipments, admins } = options;
  if (shipments.length === 0) return;
  const { forwarder, retailer } = voyage.clients;
  const step = voyage.progress.step({ name: 'parcels, packing lists, titles', total: shipments.length });
  note(voyage, await admins.forwarder.trade.open({ classId: titleClass }));
  const parcel = {
    classId: parcelClass,
    version: 0,
    name: 'parcel',
    regime: 'challenged',
    runLength: 1000,
  } as const;
  note(voyage, await admins.forwarder.products.setClass(parcel));
  const run = { first: 0, count: parcelsPerShipment * shipments.length };
  note(voyage, await forwarder.products.make({ classId: parcelClass, version: 0, ref: 'parcels', run }));
  for (const [chunk, some] of chunksOf(shipments, bulkSize).entries()) {
    const ref = `packing-lists-${chunk}`;
    const anchors = some.map((shipment) => ({
      ...{ name: 'packing list', references: [shipment.shipmentId], sha256: packingListHash(shipment) },
      counterparty: companies.retailer.mspId,
    }));
    note(voyage, await forwarder.records.anchor({ ref, anchors }));
    const acknowledgements = some.map((shipment, index) => ({
      ...{ recordId: `${companies.forwarder.mspId}/${ref}/${index}`, as: 'accepted' as const },
      content: packingListHash(shipment),
    }));
    note(voyage, await onceSeen(() => retailer.records.acknowledge({ ref, acknowledgements })));
    const titles = some.map(({ shipmentId: shipment }) => ({ shipment, to: companies.retailer.mspId }));
    note(voyage, await forwarder.trade.issueTitles({ classId: titleClass, ref: `titles-${chunk}`, titles }));
    step.advance(some.length);
  }
  step.done();
}
