import { MilestoneQuery, MilestoneRecord } from '@kontti/model';
import { listOperation } from '../operation';

/** Milestones of one shipment, each with who reported it. */
export const queryMilestones = listOperation({
  name: 'shipment:QueryMilestones',
  request: MilestoneQuery,
  record: MilestoneRecord,
});
