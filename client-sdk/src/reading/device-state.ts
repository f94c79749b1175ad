import { DeviceStateRecord, DeviceStateRequest } from '@kontti/model';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { queryOperation, type OperationContext } from '../operation';
import type { Dated, Undated } from '../times';

const getPart = queryOperation({
  name: 'reading:GetDeviceState',
  request: DeviceStateRequest,
  record: DeviceStateRecord,
});

/** How far a device's batches are on the ledger, however many there are: a peer walks a bounded number of them at once. */
export async function getDeviceState(
  context: OperationContext,
  request: Undated<DeviceStateRequest>,
  options?: CallOptions,
): Promise<Dated<DeviceStateRecord>> {
  const call = startCall(options, context.session.timers);
  let state = await getPart(context, request, call);
  while (state.isPartial === true && state.previousSequence !== undefined) {
    const { deviceId } = request;
    state = await getPart(context, { deviceId, firstSequence: state.previousSequence }, call);
  }
  return state;
}
