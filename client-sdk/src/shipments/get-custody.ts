import { CustodyRecord, CustodyRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** The way of a shipment through its custodians, in order. @throws UNKNOWN_SHIPMENT */
export const getCustody = queryOperation({
  name: 'shipment:GetCustody',
  request: CustodyRequest,
  record: CustodyRecord,
});
