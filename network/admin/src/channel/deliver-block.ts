import type { ClientDuplexStream } from '@grpc/grpc-js';
import { common, type orderer, type peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createSeekOneEnvelope, type BlockPosition } from '../explorer/seek';
import type { ProposalSource } from '../access/peer-connection';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { channelTimeouts } from './limits';

/** A Deliver service, of a peer or of an orderer. */
export interface BlockSource {
  /** Whose it is, for people. */
  readonly name: string;
  deliver(options: {
    deadline: number;
  }): ClientDuplexStream<common.Envelope, peer.DeliverResponse | orderer.DeliverResponse>;
  /** What a failed call means. */
  toFailure(error: unknown): NetworkError;
}

export interface BlockReader extends ProposalSource {
  readonly source: BlockSource;
  readonly channelId: string;
  readonly signer: Signer;
}

const nonceBytes = 24;

function statusToName(status: number): string {
  return Object.entries(common.Status).find(([, code]) => code === status)?.[0] ?? String(status);
}

/** @throws NetworkError LIFECYCLE_FAILED, ORDERER_UNREACHABLE, BLOCK_UNKNOWN */
async function readOne(reader: BlockReader, position: BlockPosition): Promise<common.Block> {
  const { source, channelId, signer, clock, randomBytes } = reader;
  // gRPC compares deadlines with the machine's own clock.
  const stream = source.deliver({ deadline: Date.now() + channelTimeouts.deliverMs });
  const request = { channelId, signer, position, nonce: randomBytes(nonceBytes), timeMs: clock.nowMs() };
  try {
    stream.write(createSeekOneEnvelope(request));
    for await (const response of stream as AsyncIterable<peer.DeliverResponse | orderer.DeliverResponse>) {
      const block = response.getBlock();
      if (block !== undefined) return block;
      const status = response.getStatus();
      if (status === common.Status.NOT_FOUND && typeof position === 'number') {
        const message = `${source.name} has no block ${position} of channel ${channelId}: ask for a smaller number, or for newest.`;
        throw new NetworkError({ code: 'BLOCK_UNKNOWN', message, details: { position } });
      }
      throw refused(reader, status);
    }
  } catch (error) {
    if (error instanceof NetworkError) throw error;
    throw source.toFailure(error);
  } finally {
    stream.cancel();
  }
  throw refused(reader, common.Status.UNKNOWN);
}

const remedies: ReadonlyMap<number, string> = new Map([
  [common.Status.NOT_FOUND, ' (it is in no such channel: check --channel)'],
  [
    common.Status.FORBIDDEN,
    ' (the channel does not let this identity read: use one of a company of the channel)',
  ],
]);

function refused({ source, channelId }: BlockReader, status: number): NetworkError {
  return new NetworkError({
    code: 'LIFECYCLE_FAILED',
    message: `${source.name} gives no blocks of channel ${channelId}: ${statusToName(status)}${remedies.get(status) ?? ''}.`,
    details: { stage: 'query', status },
  });
}

/** Where the newest configuration was when a block was made. Mirrors protoutil/blockutils.go GetLastConfigIndexFromBlock. */
function lastConfigNumber(block: common.Block): number {
  const { SIGNATURES } = common.BlockMetadataIndex;
  const bytes = block.getMetadata()?.getMetadataList_asU8()[SIGNATURES] ?? new Uint8Array();
  const value = common.Metadata.deserializeBinary(bytes).getValue_asU8();
  return common.OrdererBlockMetadata.deserializeBinary(value).getLastConfig()?.getIndex() ?? 0;
}

/**
 * One block of a channel: by its number, the newest, the oldest, or the one with the channel's configuration.
 * @throws NetworkError LIFECYCLE_FAILED, ORDERER_UNREACHABLE, BLOCK_UNKNOWN
 */
export async function readChannelBlock(
  reader: BlockReader,
  position: BlockPosition | 'config',
): Promise<common.Block> {
  if (position !== 'config') return readOne(reader, position);
  const newest = await readOne(reader, 'newest');
  if (newest.getHeader()?.getNumber() === 0) return newest;
  return readOne(reader, lastConfigNumber(newest));
}
