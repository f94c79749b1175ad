import { TransportQuery, TransportRecord } from '@kontti/model';
import { listOperation } from '../operation';

/** Transports that meet all conditions; `from` and `to` bound the planned departure. */
export const queryTransports = listOperation({
  name: 'shipment:QueryTransports',
  request: TransportQuery,
  record: TransportRecord,
  timeFields: ['from', 'to'],
});
