import { bindOperations } from '../bind';
import type { OperationContext } from '../operation';
import { createDevice } from './device';
import type { Device, DeviceOptions } from './device';
import { getBatch } from './get-batch';
import { queryBatches } from './query-batches';
import { queryExcursions } from './query-excursions';
import { submitBatches } from './submit';
import { submitAllBatches } from './submit-all';

const OPERATIONS = { submit: submitBatches, submitAll: submitAllBatches, getBatch };

/** Batches of readings and what they show. */
export type Readings = ReturnType<typeof createReadings>;

/** Makes the group of operations for one client. */
export function createReadings(context: OperationContext) {
  const { channelName: channel, chaincodeName: chaincode } = context.session;
  return {
    ...bindOperations(context, OPERATIONS),
    queryBatches: queryBatches(context),
    queryExcursions: queryExcursions(context),
    /** A device whose readings count on this client's channel and chaincode. */
    device: (options: Omit<DeviceOptions, 'channel' | 'chaincode'>): Device =>
      createDevice({ channel, chaincode, ...options }),
  };
}
