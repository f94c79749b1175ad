import { NetworkError } from '@kontti/fabric-protocol/base';
import { readNetworkState } from './network-state';
import { createControlClient, type ControlClient } from './client';

function absent(directory: string): NetworkError {
  return new NetworkError({
    code: 'NETWORK_ABSENT',
    message: `No network runs in ${directory}: start one with "kontti network up --dir ${directory}".`,
    details: { directory },
  });
}

/** The network that runs in a folder. @throws NetworkError NETWORK_ABSENT */
export async function findNetwork(directory: string): Promise<ControlClient> {
  const state = await readNetworkState(directory);
  if (state === undefined) throw absent(directory);
  return createControlClient(state);
}
