import { TransportRecord, TransportRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A transport as points are computed from it. @throws UNKNOWN_TRANSPORT */
export const getTransport = queryOperation({
  name: 'transport:Get',
  request: TransportRequest,
  record: TransportRecord,
});
