import { DeviceRevocation, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Revokes a device for good: no batch of it is accepted afterwards. @throws UNKNOWN_DEVICE */
export const revokeDevice = submitOperation({
  name: 'company:RevokeDevice',
  request: DeviceRevocation,
  result: FactReceipt,
});
