import { FactReceipt, ReadingsGrant, SiteRecord, SiteRegistration, SiteRequest } from '@kontti/model';
import { queryOperation, submitOperation } from '../operation';

/** Operations of sites and of who may attach readings. */
export const SITE_OPERATIONS = {
  registerSite: submitOperation({
    name: 'reading:RegisterSite',
    request: SiteRegistration,
    result: FactReceipt,
  }),
  getSite: queryOperation({ name: 'reading:GetSite', request: SiteRequest, record: SiteRecord }),
  grantReadings: submitOperation({
    name: 'reading:GrantReadings',
    request: ReadingsGrant,
    result: FactReceipt,
  }),
};
