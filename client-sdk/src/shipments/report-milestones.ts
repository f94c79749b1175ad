import { FactReceipt, MilestoneReporting } from '@kontti/model';
import { submitOperation } from '../operation';

/** Reports what happened to shipments of which the own company is a party. @throws NOT_A_PARTY, REF_REUSED */
export const reportMilestones = submitOperation({
  name: 'shipment:ReportMilestones',
  request: MilestoneReporting,
  result: FactReceipt,
  timeFields: ['at'],
});
