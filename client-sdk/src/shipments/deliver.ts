import { Delivery, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** States, as the consignee who has custody, that the journey is over. @throws STATE, NOT_A_PARTY */
export const deliver = submitOperation({
  name: 'shipment:Deliver',
  request: Delivery,
  result: FactReceipt,
  timeFields: ['at'],
});
