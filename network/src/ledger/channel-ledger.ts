import type { ChaincodeDefinition } from '../lifecycle/definition';
import type { MspManager } from '../msp/types';
import type { ChannelPolicies } from '../policy/channel-policies';
import type { Store } from './store';
import type { ChannelLedger } from './types';

export interface ChannelLedgerOptions {
  readonly channelId: string;
  /** Of this channel alone; the ledger opens and closes it. */
  readonly store: Store;
  /** Reads the committed definition of a chaincode: it must follow the ledger's own committed state. */
  readonly definitions: (name: string) => Promise<ChaincodeDefinition | undefined>;
  readonly mspManager: MspManager;
  readonly channelPolicies: ChannelPolicies;
}

/** Opens the ledger of a channel, empty or as it was left. Commit block 0 (a config block) first. */
export function openChannelLedger(options: ChannelLedgerOptions): Promise<ChannelLedger> {
  throw new Error(`not built: ${options.channelId}`);
}
