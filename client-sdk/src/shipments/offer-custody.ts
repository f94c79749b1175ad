import { CustodyOffer, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Offers a shipment in the own custody to another company. @throws STATE, SEQUENCE, NOT_A_PARTY */
export const offerCustody = submitOperation({
  name: 'shipment:OfferCustody',
  request: CustodyOffer,
  result: FactReceipt,
});
