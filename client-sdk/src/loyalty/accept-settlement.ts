import { FactReceipt, SettlementAcceptance } from '@kontti/model';
import { submitOperation } from '../operation';

/** Agrees to a proposed settlement: its claims are settled. @throws CLAIM_SETTLED, NOT_A_PARTY */
export const acceptSettlement = submitOperation({
  name: 'loyalty:AcceptSettlement',
  request: SettlementAcceptance,
  result: FactReceipt,
});
