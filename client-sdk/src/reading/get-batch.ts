import { BatchRecord, BatchRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** The batch of a device that starts with a reading. */
export const getBatch = queryOperation({
  name: 'reading:GetBatch',
  request: BatchRequest,
  record: BatchRecord,
});
