import { LotRecord, LotRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A lot of points, and whether a sealed spend used it up. @throws UNKNOWN_LOT */
export const getLot = queryOperation({
  name: 'loyalty:GetLot',
  request: LotRequest,
  record: LotRecord,
});
