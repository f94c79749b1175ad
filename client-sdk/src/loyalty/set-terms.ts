import { FactReceipt, TermsChange } from '@kontti/model';
import { submitOperation } from '../operation';

/** Sets the next version of an own programme's terms, in force from then on. @throws SEQUENCE */
export const setTerms = submitOperation({
  name: 'loyalty:SetTerms',
  request: TermsChange,
  result: FactReceipt,
});
