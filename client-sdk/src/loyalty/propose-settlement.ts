import { FactReceipt, SettlementProposal } from '@kontti/model';
import { submitOperation } from '../operation';

/** Proposes to net claims with another company. @throws CLAIM_OF_OTHERS, CLAIM_SETTLED */
export const proposeSettlement = submitOperation({
  name: 'loyalty:ProposeSettlement',
  request: SettlementProposal,
  result: FactReceipt,
});
