import { BatchQuery, BatchRecord } from '@kontti/model';
import { listOperation } from '../operation';

/** Batches of a device or a shipment, in the order of their numbers. */
export const queryBatches = listOperation({
  name: 'reading:QueryBatches',
  request: BatchQuery,
  record: BatchRecord,
});
