import { buildKey, type Delivery, type FactReceipt, type ShipmentDelivered } from '@kontti/model';
import { demandPlace } from '../company/places.js';
import type { Ledger } from '../kernel/ledger.js';
import { receiptOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { demandMove } from './custody.js';
import { demandShipment } from './shipment-reader.js';
import { writeShipmentView } from './shipment-view.js';

/** The consignee, who has custody, states that the journey is over. */
export async function deliver(ledger: Ledger, request: Delivery): Promise<FactReceipt> {
  const { shipmentId, at, place } = request;
  const { mspId: consignee } = ledger.caller;
  ledger.caller.demand('operator');
  const shipment = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const type = 'shipment.delivered';
  const key = buildKey('delivery', { shipment: shipmentId });
  const body: ShipmentDelivered = { consignee, at, place };
  const isSame = (stored: ShipmentDelivered) => isSameContent(stored, body);
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'STATE', field: 'shipmentId' });
  if (known !== undefined) return receiptOf(known);
  const event = { kind: 'delivered', by: consignee } as const;
  const custody = demandMove(shipment, { event, field: 'shipmentId' });
  await demandPlace(ledger, { code: place, field: 'place' });
  await writeShipmentView(ledger, { ...shipment, custody, offers: shipment.handovers.length });
  return receiptOf(await ledger.append({ type, key, body }));
}
