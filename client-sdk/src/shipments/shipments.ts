import { bindOperations } from '../bind';
import type { OperationContext } from '../operation';
import { acceptCustody } from './accept-custody';
import { consign } from './consign';
import { deliver } from './deliver';
import { getShipment } from './get';
import { getCustody } from './get-custody';
import { getTransport } from './get-transport';
import { offerCustody } from './offer-custody';
import { planTransports } from './plan-transports';
import { queryShipments } from './query';
import { queryMilestones } from './query-milestones';
import { queryTransports } from './query-transports';
import { reportMilestones } from './report-milestones';
import { updateTransports } from './update-transports';
import { withdrawOffer } from './withdraw-offer';

const OPERATIONS = {
  planTransports,
  updateTransports,
  consign,
  reportMilestones,
  offerCustody,
  withdrawOffer,
  acceptCustody,
  deliver,
  get: getShipment,
  getTransport,
  getCustody,
};

/** Transports, shipments, milestones and custody. */
export type Shipments = ReturnType<typeof createShipments>;

/** Makes the group of operations for one client. */
export function createShipments(context: OperationContext) {
  return {
    ...bindOperations(context, OPERATIONS),
    query: queryShipments(context),
    queryTransports: queryTransports(context),
    queryMilestones: queryMilestones(context),
  };
}
