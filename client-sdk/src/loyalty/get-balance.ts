import { BalanceRecord, BalanceRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** What a holder has at a time: the sum of his unspent lots that have not expired by then. */
export const getBalance = queryOperation({
  name: 'loyalty:GetBalance',
  request: BalanceRequest,
  record: BalanceRecord,
  timeFields: ['at'],
});
