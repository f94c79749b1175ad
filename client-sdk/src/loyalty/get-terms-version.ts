import { TermsRecord, TermsVersionRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** One version of a programme's terms: what was booked under it keeps it. @throws UNKNOWN_PROGRAMME */
export const getTermsVersion = queryOperation({
  name: 'loyalty:GetTermsVersion',
  request: TermsVersionRequest,
  record: TermsRecord,
});
