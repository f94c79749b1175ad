import { SettlementRecord, SettlementRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A settlement between two companies, and how far it is. @throws NOT_FOUND */
export const getSettlement = queryOperation({
  name: 'loyalty:GetSettlement',
  request: SettlementRequest,
  record: SettlementRecord,
});
