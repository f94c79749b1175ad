import type { ServiceError } from '@grpc/grpc-js';
import { common, peer } from '@hyperledger/fabric-protos';
import { decodeMessage, NetworkError } from '@kontti/fabric-protocol/base';
import { connectPeer, type PeerConnection, type PeerConnectionOptions } from '../access/peer-connection';
import { targetToClientArguments } from '../access/peer-target';
import { errorToLifecycleFailure } from '../access/rpc-failure';
import { explorerLimits } from './limits';
import { createSeekEnvelope } from './seek';

export interface LedgerClientOptions extends PeerConnectionOptions {
  readonly channelId: string;
}

/** A channel's ledger as a peer shows it to one of its readers; a devnet's as well as Fabric's own. */
export interface LedgerClient {
  /** The channel whose blocks it reads. */
  readonly channelId: string;
  /** Number of blocks. @throws NetworkError LIFECYCLE_FAILED */
  height(): Promise<number>;
  /** One block by its number. @throws NetworkError BLOCK_UNKNOWN, LIFECYCLE_FAILED */
  block(blockNumber: number): Promise<common.Block>;
  /** The block with the first transaction of that id, valid or not. @throws NetworkError TRANSACTION_UNKNOWN, LIFECYCLE_FAILED */
  blockOfTransaction(txId: string): Promise<common.Block>;
  /** All blocks from a number on, and those that come, until the signal. @throws NetworkError LIFECYCLE_FAILED */
  follow(options: { from: number; signal?: AbortSignal }): AsyncIterable<common.Block>;
  /** Closes its connections; nothing can be asked after that. */
  close(): void;
}

const nonceBytes = 24;

/** How peers of Fabric say that an index has no such entry (common/ledger/blkstorage). */
const absentPattern = /no such|not found/i;

function isAbsent(error: unknown): boolean {
  return (
    error instanceof NetworkError && error.code === 'LIFECYCLE_FAILED' && absentPattern.test(error.message)
  );
}

interface LedgerQuery {
  readonly functionName: string;
  readonly argument?: string;
}

async function query(
  connection: PeerConnection,
  { channelId, functionName, argument }: LedgerQuery & { channelId: string },
): Promise<Uint8Array> {
  const response = await connection.call({
    channelId,
    chaincodeName: 'qscc',
    functionName,
    argument: Buffer.from(channelId),
    ...(argument === undefined ? {} : { moreArguments: [Buffer.from(argument)] }),
    stage: 'query',
  });
  return response.getPayload_asU8();
}

function toBlock(bytes: Uint8Array): common.Block {
  return decodeMessage({ type: common.Block, bytes, name: 'Block' });
}

/**
 * Opens a connection to a peer, lazily, by TLS.
 * @example
 * const ledger = connectLedger({ channelId: 'mychannel', target, signer, clock: systemClock, randomBytes });
 * for await (const block of ledger.follow({ from: await ledger.height() })) console.log(decodeBlock(block).number);
 * @throws NetworkError ORGANIZATION_INVALID
 */
export function connectLedger(options: LedgerClientOptions): LedgerClient {
  const { channelId, target } = options;
  const messageBytesMax = explorerLimits.blockBytesMax;
  const connection = connectPeer({ ...options, messageBytesMax });
  const { address, channelCredentials, channelOptions } = targetToClientArguments(target, {
    messageBytesMax,
  });
  const deliver = new peer.DeliverClient(address, channelCredentials, channelOptions);
  const ask = (request: LedgerQuery) => query(connection, { channelId, ...request });
  const height = async (): Promise<number> => {
    const bytes = await ask({ functionName: 'GetChainInfo' });
    return decodeMessage({ type: common.BlockchainInfo, bytes, name: 'BlockchainInfo' }).getHeight();
  };
  return {
    channelId,
    height,
    async block(blockNumber) {
      const blocks = await height();
      if (blockNumber >= blocks) {
        throw new NetworkError({
          code: 'BLOCK_UNKNOWN',
          message: `Channel ${channelId} has no block ${blockNumber} yet: its newest is ${blocks - 1}.`,
          details: { blockNumber, height: blocks },
        });
      }
      return toBlock(await ask({ functionName: 'GetBlockByNumber', argument: String(blockNumber) }));
    },
    async blockOfTransaction(txId) {
      try {
        return toBlock(await ask({ functionName: 'GetBlockByTxID', argument: txId }));
      } catch (error) {
        if (!isAbsent(error)) throw error;
        throw new NetworkError({
          code: 'TRANSACTION_UNKNOWN',
          message: `No block of channel ${channelId} holds transaction ${txId}: a proposal or submit that was refused leaves nothing on the ledger, so look at the error that its client got.`,
          details: { transaction: txId },
          cause: error,
        });
      }
    },
    follow: (following) => followBlocks({ ...options, ...following, deliver }),
    close() {
      connection.close();
      deliver.close();
    },
  };
}

async function* followBlocks(
  options: LedgerClientOptions & { deliver: peer.DeliverClient; from: number; signal?: AbortSignal },
): AsyncGenerator<common.Block, void, undefined> {
  const { deliver, signal, target, clock, randomBytes } = options;
  const stream = deliver.deliver();
  const cancel = (): void => {
    stream.cancel();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const nonce = randomBytes(nonceBytes);
  stream.write(createSeekEnvelope({ ...options, nonce, timeMs: clock.nowMs() }));
  try {
    for await (const response of stream as AsyncIterable<peer.DeliverResponse>) {
      const block = response.getBlock();
      if (block === undefined) throw refused(options, response.getStatus());
      yield block;
    }
  } catch (error) {
    if (signal?.aborted === true) return;
    if (error instanceof NetworkError) throw error;
    const { mspId, endpoint } = target;
    throw errorToLifecycleFailure({ error: error as ServiceError, stage: 'query', mspId, endpoint });
  } finally {
    signal?.removeEventListener('abort', cancel);
    stream.cancel();
  }
}

function refused({ target, channelId }: LedgerClientOptions, status: number): NetworkError {
  const { mspId, endpoint } = target;
  const names = Object.entries(common.Status).find(([, code]) => code === status);
  return new NetworkError({
    code: 'LIFECYCLE_FAILED',
    message: `${mspId}'s peer at ${endpoint} gives no blocks of channel ${channelId}: ${names?.[0] ?? status}.`,
    details: { stage: 'query', status, mspId, endpoint },
  });
}
