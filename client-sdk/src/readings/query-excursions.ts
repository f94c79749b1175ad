import { ExcursionQuery, ExcursionRecord } from '@kontti/model';
import { listOperation } from '../operation';

/** What was outside a shipment's conditions. */
export const queryExcursions = listOperation({
  name: 'reading:QueryExcursions',
  request: ExcursionQuery,
  record: ExcursionRecord,
});
