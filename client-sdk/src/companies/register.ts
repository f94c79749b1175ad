import { CompanyRegistration, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** States who the own company is; once. */
export const registerCompany = submitOperation({
  name: 'company:Register',
  request: CompanyRegistration,
  result: FactReceipt,
});
