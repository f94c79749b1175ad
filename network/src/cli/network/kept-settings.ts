import { resolve } from 'node:path';
import { readDataRecord } from '../../data-directory/data-directory';
import type { DevnetGovernance, StateDatabase } from '../../devnet/types';
import type { NetworkUpOptions } from './up';

/**
 * What was asked for, and for the rest what the data directory was made with: its channel, companies, governance, state
 * database and ports. What was asked for against it is refused later. @throws NetworkError LEDGER_CORRUPT
 */
export async function withKeptSettings(
  options: NetworkUpOptions,
  isGiven: (name: keyof NetworkUpOptions) => boolean,
): Promise<NetworkUpOptions> {
  const made = options.data === undefined ? undefined : await readDataRecord(resolve(options.data));
  if (made === undefined) return options;
  const { channelId: channel, companies, governance, stateDatabase } = made;
  return {
    ...options,
    ...(isGiven('channel') ? {} : { channel }),
    ...(isGiven('companies') ? {} : { companies }),
    ...(isGiven('governance') ? {} : { governance: governance as DevnetGovernance }),
    ...(isGiven('stateDb') ? {} : { stateDb: stateDatabase as StateDatabase }),
    ...(isGiven('peerPort') ? {} : { peerPort: undefined }),
  };
}
