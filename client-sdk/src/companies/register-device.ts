import { DeviceRegistration, FactReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Registers a device and its public key. @throws ALREADY_EXISTS, PUBLIC_KEY */
export const registerDevice = submitOperation({
  name: 'company:RegisterDevice',
  request: DeviceRegistration,
  result: FactReceipt,
});
