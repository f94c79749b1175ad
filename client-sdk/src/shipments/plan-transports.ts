import { FactReceipt, TransportPlanning } from '@kontti/model';
import { submitOperation } from '../operation';

/** Plans legs that the own company operates. @throws REF_REUSED, ALREADY_EXISTS, UNKNOWN_PLACE */
export const planTransports = submitOperation({
  name: 'shipment:PlanTransports',
  request: TransportPlanning,
  result: FactReceipt,
  timeFields: ['departurePlanned', 'arrivalPlanned'],
});
