import { BatchRecord, BatchRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A batch as its device signed it. @throws NOT_FOUND */
export const getBatch = queryOperation({
  name: 'reading:GetBatch',
  request: BatchRequest,
  record: BatchRecord,
});
