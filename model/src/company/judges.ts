import type { Fact } from '../fact/define-fact';
import { alwaysHolds, verdictOf, type Judge } from '../fact/judge';
import { companyRegistered } from './facts';
import { readCompany } from './life';
import type { CompanyRegistration } from './registration';

const companyRegisteredHolds: Judge<Fact<string, CompanyRegistration>> = async (reader, { fact, digest }) => {
  const { registered } = await readCompany(reader, companyRegistered.key.parse(fact.key)?.company ?? '');
  return verdictOf(registered?.digest === digest);
};

/** How each fact of a company is judged. */
export const COMPANY_JUDGES = {
  'company.registered': companyRegisteredHolds,
  'company.rule': alwaysHolds,
  'company.places': alwaysHolds,
};
