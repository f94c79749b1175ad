import { FactReceipt, PlaceRegistration } from '@kontti/model';
import { submitOperation } from '../operation';

/** Adds places to the own directory. @throws REF_REUSED, ALREADY_EXISTS */
export const registerPlaces = submitOperation({
  name: 'company:RegisterPlaces',
  request: PlaceRegistration,
  result: FactReceipt,
});
