import { ShipmentRecord, ShipmentRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A shipment: what was consigned, and what follows from the facts by now. @throws UNKNOWN_SHIPMENT */
export const getShipment = queryOperation({
  name: 'shipment:GetShipment',
  request: ShipmentRequest,
  record: ShipmentRecord,
});
