import { common, orderer, peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../clock';
import type { CommittedBlock } from '../ledger/types';
import { isReader } from './access';
import { followBlocks } from './follow-blocks';
import { peerLimits } from './limits';
import { headerTimeMs } from './proposal-checks';
import type { Channel } from './types';

export interface DeliverOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Puts a block into a response: whole, filtered, or with private data. */
  readonly blockToResponse: (committed: CommittedBlock) => Promise<peer.DeliverResponse>;
}

interface Seek {
  readonly start: number;
  readonly stop: number;
  readonly failIfNotReady: boolean;
  readonly creator: Uint8Array;
}

type SeekAnswer = Seek | { readonly status: common.StatusMap[keyof common.StatusMap] };

const { Status } = common;

function statusResponse(status: common.StatusMap[keyof common.StatusMap]): peer.DeliverResponse {
  const response = new peer.DeliverResponse();
  response.setStatus(status);
  return response;
}

/** Where a position points when the channel has `height` blocks. */
function positionToNumber(options: { position: orderer.SeekPosition; height: number }): number {
  const { position, height } = options;
  if (position.hasOldest()) {
    return 0;
  }
  if (position.hasNewest()) {
    return Math.max(0, height - 1);
  }
  return position.getSpecified()?.getNumber() ?? height;
}

/** Mirrors common/deliver/deliver.go deliverBlocks up to its loop. */
function readSeek(envelopeBytes: Uint8Array, options: DeliverOptions): SeekAnswer {
  const { channel, clock } = options;
  const { ledger } = channel;
  try {
    const envelope = common.Envelope.deserializeBinary(envelopeBytes);
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader() ?? new common.Header();
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const creator = common.SignatureHeader.deserializeBinary(
      header.getSignatureHeader_asU8(),
    ).getCreator_asU8();
    if (Math.abs(clock.nowMs() - headerTimeMs(channelHeader)) > peerLimits.timeWindowMs) {
      return { status: Status.BAD_REQUEST };
    }
    if (channelHeader.getChannelId() !== channel.channelId) {
      return { status: Status.NOT_FOUND };
    }
    const seek = orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
    const signature = envelope.getSignature_asU8();
    if (
      !isReader({ channel, signed: { identity: creator, message: envelope.getPayload_asU8(), signature } })
    ) {
      return { status: Status.FORBIDDEN };
    }
    const [startPosition, stopPosition] = [seek.getStart(), seek.getStop()];
    if (startPosition === undefined || stopPosition === undefined) {
      return { status: Status.BAD_REQUEST };
    }
    const { height } = ledger;
    const start = positionToNumber({ position: startPosition, height });
    const isOldestStop = stopPosition.getTypeCase() === orderer.SeekPosition.TypeCase.OLDEST;
    const stop = isOldestStop ? start : positionToNumber({ position: stopPosition, height });
    const failIfNotReady = seek.getBehavior() === orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY;
    return stop < start ? { status: Status.BAD_REQUEST } : { start, stop, failIfNotReady, creator };
  } catch {
    return { status: Status.BAD_REQUEST };
  }
}

/** Answers one seek after the other until one fails. Mirrors common/deliver/deliver.go Handle. */
export async function* deliver(
  requests: AsyncIterable<Uint8Array>,
  options: DeliverOptions & { signal: AbortSignal },
): AsyncGenerator<peer.DeliverResponse, void, undefined> {
  const { channel, signal } = options;
  const { ledger } = channel;
  for await (const bytes of requests) {
    const seek = readSeek(bytes, options);
    if ('status' in seek) {
      yield statusResponse(seek.status);
      return;
    }
    const { start, stop, failIfNotReady } = seek;
    if (failIfNotReady && start >= ledger.height) {
      yield statusResponse(Status.NOT_FOUND);
      return;
    }
    for await (const committed of followBlocks({ ledger, start, signal })) {
      yield await options.blockToResponse(committed);
      const number = committed.block.getHeader()?.getNumber() ?? 0;
      if (number >= stop) {
        break;
      }
      if (failIfNotReady && number + 1 >= ledger.height) {
        yield statusResponse(Status.NOT_FOUND);
        return;
      }
    }
    yield statusResponse(Status.SUCCESS);
  }
}
