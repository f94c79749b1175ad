import {
  LIMITS,
  custodyHead,
  custodyKey,
  shipmentDelivered,
  type Delivery,
  type FactReceipt,
} from '@kontti/model';
import { demandPlace } from '../company/places';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { receiptOf } from '../kernel/receipt';
import { demandMove, vouchersOfMove } from './custody';
import { demandShipment } from './shipment-record';

/** The consignee, who has custody, states that the journey is over. */
export async function deliver(ledger: Ledger, request: Delivery): Promise<FactReceipt> {
  const { shipmentId, at, place } = request;
  const { mspId: consignee } = ledger.caller;
  ledger.caller.demand('operator');
  const shipment = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const { delivery, nextNumber: number } = shipment;
  if (delivery !== undefined) {
    const { body } = delivery.fact;
    if (body.consignee === consignee && body.at === at && body.place === place) return receiptOf(delivery);
    throw new ContractError({ code: 'STATE', field: 'shipmentId', details: { status: 'delivered' } });
  }
  demandMove(shipment, { event: { kind: 'delivered', by: consignee }, field: 'shipmentId' });
  if (number > LIMITS.custodyMovesMax) {
    const details = { max: LIMITS.custodyMovesMax };
    throw new ContractError({ code: 'SERIES_TOO_LONG', field: 'shipmentId', details });
  }
  await demandPlace(ledger, { code: place, field: 'place' });
  const key = custodyKey.build({ shipment: shipmentId, number, custodian: consignee });
  const body = { consignee, at, place, previous: custodyHead(shipment) };
  const vouchers = vouchersOfMove(ledger, shipment);
  return receiptOf(await ledger.append({ type: shipmentDelivered.type, key, body, vouchers }));
}
