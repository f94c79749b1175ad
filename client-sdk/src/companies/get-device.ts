import { DeviceRecord, DeviceRequest } from '@kontti/model';
import { queryOperation } from '../operation';

/** A device as its owner registered it. @throws UNKNOWN_DEVICE */
export const getDevice = queryOperation({
  name: 'company:GetDevice',
  request: DeviceRequest,
  record: DeviceRecord,
});
