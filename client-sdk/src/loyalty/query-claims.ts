import { ClaimQuery, ClaimRecord } from '@kontti/model';
import { listOperation } from '../operation';

/** Claims between companies. */
export const queryClaims = listOperation({
  name: 'loyalty:QueryClaims',
  request: ClaimQuery,
  record: ClaimRecord,
});
