import { TransportRecord, TransportRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A transport: its plan, and what its sealed updates say by now. @throws UNKNOWN_TRANSPORT */
export const getTransport = queryOperation({
  name: 'shipment:GetTransport',
  request: TransportRequest,
  record: TransportRecord,
});
