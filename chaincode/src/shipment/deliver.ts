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
import { demandNumber, demandTitleEnded } from './amend';
import { demandMove, vouchersOfMove } from './custody';
import { demandShipment } from './shipment-record';

/** The consignee, who has custody, states that the journey is over. */
export async function deliver(ledger: Ledger, request: Delivery): Promise<FactReceipt> {
  const { shipmentId, at, place, surrender } = request;
  const { mspId: consignee } = ledger.caller;
  ledger.caller.demand('operator');
  const shipment = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const { delivery, nextNumber: number } = shipment;
  if (delivery !== undefined) {
    const { body } = delivery.fact;
    const isSame = body.at === at && body.place === place && body.surrender === surrender;
    if (body.consignee === consignee && isSame) return receiptOf(delivery);
    throw new ContractError({ code: 'STATE', field: 'shipmentId', details: { status: 'delivered' } });
  }
  demandMove(shipment, { event: { kind: 'delivered', by: consignee }, field: 'shipmentId' });
  demandNumber(number, LIMITS.custodyMovesMax);
  await demandTitleEnded(ledger, shipment, surrender);
  await demandPlace(ledger, { code: place, field: 'place' });
  const key = custodyKey.build({ shipment: shipmentId, number, custodian: consignee });
  const named = surrender === undefined ? {} : { surrender };
  const body = { consignee, at, place, previous: custodyHead(shipment), ...named };
  const vouchers = vouchersOfMove(ledger, shipment);
  return receiptOf(await ledger.append({ type: shipmentDelivered.type, key, body, vouchers }));
}
