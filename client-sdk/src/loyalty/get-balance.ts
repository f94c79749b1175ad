import { BalancePage, BalanceQuery } from '@kontti/model';
import type { BalanceRequest } from '@kontti/model';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { withDecimalJson } from '../decimal-json';
import { queryOperation } from '../operation';
import type { OperationContext } from '../operation';
import type { Dated, Undated } from '../times';

/** What a holder has at a time. */
export type Balance = Omit<Dated<BalancePage>, 'bookmark'>;

const getPage = queryOperation({
  name: 'loyalty:GetBalance',
  request: BalanceQuery,
  record: BalancePage,
  timeFields: ['at'],
});

/**
 * What a holder has at a time: the sum of the unspent lots that have not expired by then, and apart from it of those that have. `rejected`
 * counts lots that are listed and do not hold. The sums can be more than one lot can have.
 */
export async function getBalance(
  context: OperationContext,
  request: Undated<BalanceRequest>,
  options: CallOptions = {},
): Promise<Balance> {
  const call = startCall(options, context.session.timers);
  const { bookmark: first, ...found } = await getPage(context, request, call);
  let balance: Balance = found;
  for (let bookmark = first; bookmark !== '';) {
    const page = await getPage(context, { ...request, bookmark }, call);
    balance = {
      ...balance,
      points: balance.points + page.points,
      expired: balance.expired + page.expired,
      lots: balance.lots + page.lots,
      rejected: balance.rejected + page.rejected,
    };
    ({ bookmark } = page);
  }
  return withDecimalJson(balance);
}
