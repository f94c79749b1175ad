import type { ServiceError } from '@grpc/grpc-js';
import { common, peer } from '@hyperledger/fabric-protos';
import { decodeMessage, NetworkError } from '@kontti/fabric-protocol/base';
import { explorerLimits } from '../explorer/limits';
import { connectLedger, type LedgerClient } from '../explorer/ledger-client';
import type { BlockPosition } from '../explorer/seek';
import { connectPeer, type PeerConnectionOptions } from '../access/peer-connection';
import { targetToClientArguments } from '../access/peer-target';
import { errorToLifecycleFailure } from '../access/rpc-failure';
import { readChannelBlock, type BlockReader } from './deliver-block';

/** A channel as one company's peer shows it to its admin. Every method throws NetworkError LIFECYCLE_FAILED. */
export interface ChannelClient {
  /** The channel that was named when the client was opened. */
  readonly channelId: string;
  /** The channel's blocks at the same peer; closed with this client. */
  readonly ledger: LedgerClient;
  /** The configuration that is in force. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
  config(): Promise<common.Config>;
  /** One block, from the peer's Deliver. @throws NetworkError BLOCK_UNKNOWN, LIFECYCLE_FAILED */
  block(position: BlockPosition | 'config'): Promise<common.Block>;
  /** Has the peer join a channel by its first block, `common.Block` bytes. @throws NetworkError LIFECYCLE_FAILED */
  join(block: Uint8Array): Promise<void>;
  /** Closes its connections; nothing can be asked after that. */
  close(): void;
}

/**
 * Opens a connection to a peer, lazily, by TLS.
 * @example
 * const channel = connectChannel({ channelId: 'mychannel', target, signer, clock: systemClock, randomBytes });
 * const config = await channel.config();
 * @throws NetworkError ORGANIZATION_INVALID
 */
export function connectChannel(
  options: PeerConnectionOptions & { readonly channelId: string },
): ChannelClient {
  const { channelId, target } = options;
  const messageBytesMax = explorerLimits.blockBytesMax;
  const bounds = { messageBytesMax };
  const connection = connectPeer({ ...options, ...bounds });
  const ledger = connectLedger(options);
  const { address, channelCredentials, channelOptions } = targetToClientArguments(target, bounds);
  const deliver = new peer.DeliverClient(address, channelCredentials, channelOptions);
  const { mspId, endpoint } = target;
  const call = (functionName: string, argument: Uint8Array): Promise<peer.Response> =>
    connection.call({ channelId: '', chaincodeName: 'cscc', functionName, argument, stage: 'query' });
  const reader: BlockReader = {
    ...options,
    source: {
      name: `${mspId}'s peer at ${endpoint}`,
      deliver: (callOptions) => deliver.deliver(callOptions),
      toFailure: (error) =>
        errorToLifecycleFailure({ error: error as ServiceError, stage: 'query', mspId, endpoint }),
    },
  };
  return {
    channelId,
    ledger,
    async config() {
      const response = await call('GetChannelConfig', Buffer.from(channelId));
      const bytes = response.getPayload_asU8();
      return decodeMessage({ type: common.Config, bytes, name: 'channel configuration' });
    },
    block: (position) => readChannelBlock(reader, position),
    async join(block) {
      await call('JoinChain', block);
    },
    close() {
      connection.close();
      ledger.close();
      deliver.close();
    },
  };
}

/**
 * The group that holds all others.
 * @example const summary = summarizeConfig(configToChannelGroup(config), config.getSequence());
 * @throws NetworkError CHANNEL_CONFIG_UNUSABLE
 */
export function configToChannelGroup(config: common.Config): common.ConfigGroup {
  const group = config.getChannelGroup();
  if (group !== undefined) return group;
  const message = 'The configuration is empty.';
  throw new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message });
}
