import { RuleRecord, RuleRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A company's endorsement rule in force for an asset type. @throws NOT_FOUND */
export const getRule = queryOperation({
  name: 'company:GetRule',
  request: RuleRequest,
  record: RuleRecord,
});
