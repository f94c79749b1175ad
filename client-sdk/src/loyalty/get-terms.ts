import { TermsRecord, TermsRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A programme's terms in force. @throws UNKNOWN_PROGRAMME */
export const getTerms = queryOperation({
  name: 'loyalty:GetTerms',
  request: TermsRequest,
  record: TermsRecord,
});
