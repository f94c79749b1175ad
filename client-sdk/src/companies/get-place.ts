import { PlaceRecord, PlaceRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A place of a company's directory. @throws UNKNOWN_PLACE */
export const getPlace = queryOperation({
  name: 'company:GetPlace',
  request: PlaceRequest,
  record: PlaceRecord,
});
