import {
  foundOrAbsent,
  isLate,
  readShipment,
  readTransport,
  type Shipment,
  type ShipmentLife,
  type ShipmentRecord,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { sourceOf } from '../kernel/receipt';

/** @throws ContractError `UNKNOWN_SHIPMENT` naming the field that names it */
export async function demandShipment(
  ledger: Ledger,
  named: { readonly shipmentId: string; readonly field: string },
): Promise<ShipmentLife> {
  const { shipmentId, field } = named;
  const shipment = foundOrAbsent(await readShipment(ledger.facts, shipmentId));
  if (shipment === undefined) throw new ContractError({ code: 'UNKNOWN_SHIPMENT', field });
  return shipment;
}

/** What a query answers: lateness follows from the transports that it rides on. */
export async function toShipmentRecord(ledger: Ledger, shipment: ShipmentLife): Promise<ShipmentRecord> {
  const { shipmentId, consignor, sealed, current, custody, delivery, nextNumber } = shipment;
  const delayMinutes = await worstDelay(ledger, current);
  const amended = shipment.amendments.at(-1)?.fact.at;
  const cancelled = shipment.cancellation?.fact.at;
  return {
    shipmentId,
    consignor,
    shipment: current,
    status: custody.status,
    custodian: custody.custodian,
    ...(custody.offer === undefined ? {} : { offeredTo: custody.offer.to }),
    moves: nextNumber - 1,
    late: isLate(delayMinutes),
    ...(delayMinutes === undefined ? {} : { delayMinutes }),
    consignedAt: sealed.fact.at,
    ...(delivery === undefined ? {} : { deliveredAt: delivery.fact.body.at }),
    ...(amended === undefined ? {} : { amendedAt: amended }),
    ...(cancelled === undefined ? {} : { cancelledAt: cancelled }),
    ...sourceOf(sealed),
  };
}

async function worstDelay(ledger: Ledger, shipment: Shipment): Promise<number | undefined> {
  const transports = await Promise.all(shipment.legs.map((id) => readTransport(ledger.facts, id)));
  const delays = transports
    .map((transport) => foundOrAbsent(transport)?.head.state.delayMinutes)
    .filter((delay) => delay !== undefined);
  return delays.length === 0 ? undefined : Math.max(...delays);
}
