import { CompanyRecord, CompanyRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A company as its own sealed registration states it. @throws UNKNOWN_COMPANY */
export const getCompany = queryOperation({
  name: 'company:GetCompany',
  request: CompanyRequest,
  record: CompanyRecord,
});
