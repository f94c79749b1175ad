import { ClaimRecord, ClaimRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** What an issuer owes a partner for one redemption. @throws UNKNOWN_CLAIM */
export const getClaim = queryOperation({
  name: 'loyalty:GetClaim',
  request: ClaimRequest,
  record: ClaimRecord,
});
