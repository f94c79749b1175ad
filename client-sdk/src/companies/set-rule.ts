import { FactReceipt, RuleChange } from '@kontti/model';
import { submitOperation } from '../operation';

/** Sets who has to endorse the own company's records of an asset type from now on. @throws RULE_SYNTAX, RULE_UNREACHABLE, SEQUENCE */
export const setRule = submitOperation({
  name: 'company:SetRule',
  request: RuleChange,
  result: FactReceipt,
});
