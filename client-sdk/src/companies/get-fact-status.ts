import { FactRequest, FactStatusRecord } from '@kontti/model';
import { queryOperation } from '../operation';

/** Whether what stands under a fact's key holds, voucher by voucher. */
export const getFactStatus = queryOperation({
  name: 'company:GetFactStatus',
  request: FactRequest,
  record: FactStatusRecord,
});
