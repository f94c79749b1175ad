import { TransportRecord, TransportRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** Reads a transport. @throws UNKNOWN_TRANSPORT */
export const getTransport = queryOperation({
  name: 'transport:Get',
  request: TransportRequest,
  record: TransportRecord,
});
