import { common, orderer } from '@hyperledger/fabric-protos';
import type { Clock } from '@kontti/fabric-protocol/base';
import type { ChannelLedger, CommittedBlock } from '../ledger/types';
import type { SignedData } from '@kontti/fabric-protocol/policy';
import { followBlocks } from './follow-blocks';
import { peerLimits } from './limits';
import { headerTimeMs } from './proposal-checks';
import { openEnvelope, tryDecode } from '@kontti/fabric-protocol/envelopes';
import type { Channel } from './types';

type Status = common.StatusMap[keyof common.StatusMap];

/** How a service that delivers blocks answers: a peer's three, and the orderer's. */
export interface DeliverAnswers<T> {
  status(status: Status): T;
  /** A block for whoever signed the seek. */
  block(block: CommittedBlock, signed: SignedData): Promise<T>;
}

interface DeliverOptions<T> {
  readonly channel: Channel;
  readonly clock: Clock;
  /** True when whoever signed may read the channel. */
  readonly mayRead: (signed: SignedData) => boolean;
  readonly answers: DeliverAnswers<T>;
}

interface Seek {
  readonly start: number;
  /** Undefined when nothing ends it. */
  readonly stop: number | undefined;
  readonly failIfNotReady: boolean;
  readonly headersOnly: boolean;
  readonly signed: SignedData;
}

type SeekAnswer = Seek | { readonly refusal: Status };

const { Status } = common;
const { SeekInfo, SeekPosition } = orderer;

interface SignedSeek {
  readonly channelHeader: common.ChannelHeader;
  readonly seek: () => orderer.SeekInfo;
  readonly signed: SignedData;
}

function decodeSeek(bytes: Uint8Array): SignedSeek | undefined {
  const envelope = tryDecode(() => common.Envelope.deserializeBinary(bytes));
  const { payload, channelHeader, signatureHeader } = envelope ? openEnvelope(envelope) : {};
  if (!envelope || !payload || !channelHeader || !signatureHeader) return undefined;
  return {
    channelHeader,
    seek: () => SeekInfo.deserializeBinary(payload.getData_asU8()),
    signed: {
      identity: signatureHeader.getCreator_asU8(),
      message: envelope.getPayload_asU8(),
      signature: envelope.getSignature_asU8(),
    },
  };
}

/** Where a seek begins; undefined where no block can be. Mirrors blockledger/fileledger/impl.go Iterator. */
function startNumber(position: orderer.SeekPosition, { height }: ChannelLedger): number | undefined {
  switch (position.getTypeCase()) {
    case SeekPosition.TypeCase.OLDEST:
      return 0;
    case SeekPosition.TypeCase.NEWEST:
      return Math.max(0, height - 1);
    case SeekPosition.TypeCase.NEXT_COMMIT:
      return height;
    case SeekPosition.TypeCase.SPECIFIED: {
      const number = position.getSpecified()?.getNumber() ?? 0;
      return number > height ? undefined : number;
    }
    case SeekPosition.TypeCase.TYPE_NOT_SET:
    default:
      return undefined;
  }
}

function stopNumber(options: {
  positions: { start: orderer.SeekPosition; stop: orderer.SeekPosition };
  start: number;
  height: number;
}): number | undefined {
  const { positions, start, height } = options;
  switch (positions.stop.getTypeCase()) {
    case SeekPosition.TypeCase.OLDEST:
      return start;
    case SeekPosition.TypeCase.NEWEST:
      return positions.start.hasNewest() ? start : height - 1;
    case SeekPosition.TypeCase.SPECIFIED:
      return positions.stop.getSpecified()?.getNumber() ?? 0;
    case SeekPosition.TypeCase.NEXT_COMMIT:
    case SeekPosition.TypeCase.TYPE_NOT_SET:
    default:
      return undefined;
  }
}

/** Mirrors common/deliver/deliver.go deliverBlocks up to its loop. */
function readSeek<T>(bytes: Uint8Array, options: DeliverOptions<T>): SeekAnswer {
  const { channel, clock } = options;
  try {
    const signedSeek = decodeSeek(bytes);
    if (signedSeek === undefined) return { refusal: Status.BAD_REQUEST };
    const { channelHeader, seek: decode, signed } = signedSeek;
    if (Math.abs(clock.nowMs() - headerTimeMs(channelHeader)) > peerLimits.timeWindowMs) {
      return { refusal: Status.BAD_REQUEST };
    }
    if (channelHeader.getChannelId() !== channel.channelId) {
      return { refusal: Status.NOT_FOUND };
    }
    const seek = decode();
    if (hasExpired({ signed, options }) || !options.mayRead(signed)) {
      return { refusal: Status.FORBIDDEN };
    }
    return seekToRange({ seek, signed, ledger: channel.ledger });
  } catch {
    return { refusal: Status.BAD_REQUEST };
  }
}

function seekToRange(options: {
  seek: orderer.SeekInfo;
  signed: SignedData;
  ledger: ChannelLedger;
}): SeekAnswer {
  const { seek, signed, ledger } = options;
  const positions = { start: seek.getStart(), stop: seek.getStop() };
  if (positions.start === undefined || positions.stop === undefined) {
    return { refusal: Status.BAD_REQUEST };
  }
  const { start: startPosition, stop: stopPosition } = positions;
  const start = startNumber(startPosition, ledger);
  if (start === undefined) {
    return { refusal: Status.NOT_FOUND };
  }
  const stop = stopNumber({
    positions: { start: startPosition, stop: stopPosition },
    ...{ start, height: ledger.height },
  });
  if (stopPosition.hasSpecified() && stop !== undefined && stop < start) {
    return { refusal: Status.BAD_REQUEST };
  }
  return {
    ...{ start, stop, signed },
    failIfNotReady: seek.getBehavior() === SeekInfo.SeekBehavior.FAIL_IF_NOT_READY,
    headersOnly: seek.getContentType() === SeekInfo.SeekContentType.HEADER_WITH_SIG,
  };
}

/** Mirrors common/deliver/acl.go: a stream ends with its reader's certificate. */
function hasExpired<T>({ signed, options }: { signed: SignedData; options: DeliverOptions<T> }): boolean {
  const { channel, clock } = options;
  try {
    return clock.nowMs() > channel.mspManager.deserialize(signed.identity).notAfterMs;
  } catch {
    return false;
  }
}

/** Headers and signatures prove a block without showing what is in it; the channel's configuration is always shown. */
function withoutData(committed: CommittedBlock): CommittedBlock {
  const { block, outcomes } = committed;
  if ((block.getHeader()?.getNumber() ?? 0) === 0) {
    return committed;
  }
  const shown = new common.Block();
  shown.setHeader(block.getHeader());
  shown.setMetadata(block.getMetadata());
  return { block: shown, outcomes };
}

async function* deliverRange<T>(
  seek: Seek,
  options: DeliverOptions<T> & { signal: AbortSignal },
): AsyncGenerator<T, Status, undefined> {
  const { channel, answers, signal } = options;
  const { ledger } = channel;
  const { start, stop, failIfNotReady, headersOnly, signed } = seek;
  if (failIfNotReady && start >= ledger.height) {
    return Status.NOT_FOUND;
  }
  for await (const committed of followBlocks({ ledger, start, signal })) {
    if (hasExpired({ signed, options })) {
      return Status.FORBIDDEN;
    }
    yield await answers.block(headersOnly ? withoutData(committed) : committed, signed);
    const number = committed.block.getHeader()?.getNumber() ?? 0;
    if (number === stop) {
      return Status.SUCCESS;
    }
    if (failIfNotReady && number + 1 >= ledger.height) {
      return Status.NOT_FOUND;
    }
  }
  return Status.INTERNAL_SERVER_ERROR;
}

/** Answers one seek after the other until one fails. Mirrors common/deliver/deliver.go Handle. */
export async function* deliver<T>(
  requests: AsyncIterable<Uint8Array>,
  options: DeliverOptions<T> & { signal: AbortSignal },
): AsyncGenerator<T, void, undefined> {
  for await (const bytes of requests) {
    const seek = readSeek(bytes, options);
    const status = 'refusal' in seek ? seek.refusal : yield* deliverRange(seek, options);
    yield options.answers.status(status);
    if (status !== Status.SUCCESS) {
      return;
    }
  }
}
