import { resolve } from 'node:path';
import { readNetworkState } from '../control/network-state';

/** What a network's channel is called unless somebody says otherwise. */
export const defaultChannel = 'mychannel';

/** True where the `peer` command's variables say who acts, since nothing else does. */
export function isActorInEnvironment({ dir }: { readonly dir?: string | undefined }): boolean {
  return dir === undefined && (process.env['CORE_PEER_MSPCONFIGPATH'] ?? '') !== '';
}

/** The channel that was named, else that of the network which runs in the folder, else what the environment says. */
export async function chooseChannel(options: {
  readonly dir?: string | undefined;
  readonly channel?: string | undefined;
}): Promise<string> {
  const { dir, channel } = options;
  if (channel !== undefined) return channel;
  const running = isActorInEnvironment({ dir }) ? undefined : await readNetworkState(resolve(dir ?? '.'));
  return running?.channelId ?? process.env['CHANNEL_NAME'] ?? defaultChannel;
}
