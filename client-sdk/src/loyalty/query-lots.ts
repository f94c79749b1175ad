import { LotQuery, LotRecord } from '@kontti/model';
import { listOperation } from '../operation';

/** Lots of a holder in a programme. */
export const queryLots = listOperation({
  name: 'loyalty:QueryLots',
  request: LotQuery,
  record: LotRecord,
});
