import { ShipmentQuery, ShipmentRecord } from '@kontti/model';
import { listOperation } from '../operation';

/** Shipments that meet all conditions; `from` and `to` bound the ledger time of the consignment. */
export const queryShipments = listOperation({
  name: 'shipment:QueryShipments',
  request: ShipmentQuery,
  record: ShipmentRecord,
  timeFields: ['from', 'to'],
});
