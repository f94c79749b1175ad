import { FactReceipt, TransportUpdating } from '@kontti/model';
import { submitOperation } from '../operation';

/** Tells new estimates, departures, arrivals and cancellations of own transports; a delay is late for all that rides on them. @throws SEQUENCE, STATE */
export const updateTransports = submitOperation({
  name: 'shipment:UpdateTransports',
  request: TransportUpdating,
  result: FactReceipt,
  timeFields: ['departure', 'arrival'],
});
