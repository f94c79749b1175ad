import { FactRecord, FactRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** What stands under a fact's key, with its seals and its bytes as JSON text. */
export const getFact = queryOperation({
  name: 'company:GetFact',
  request: FactRequest,
  record: FactRecord,
});
