import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { observedWait } from '../failure';
import type { Caller } from '../identities';
import type { Observation, Scenario } from '../scenario';
import type { Stage } from '../stage';
import { emit } from './emitted';
import { garbage } from './validation-case';

/** How long a stream is watched of which nothing is expected, and others. */
const idleMs = 300;
const waitMs = 10_000;
const minuteMs = 60_000;

type Place = number | 'oldest' | 'newest' | 'next' | 'nowhere' | 'none';

interface SeekPlan {
  /** Blocks from the scenario's own first one on, or a named place. */
  readonly start: Place;
  readonly stop: Place;
  readonly by?: Caller;
  readonly failIfNotReady?: boolean;
  readonly ageMs?: number;
  readonly isIdle?: boolean;
  readonly channelId?: string;
  readonly bendPayload?: (payload: common.Payload) => void;
  readonly bendEnvelope?: (envelope: common.Envelope) => void;
}

function toPosition(place: Place, first: number): orderer.SeekPosition | undefined {
  const position = new orderer.SeekPosition();
  if (typeof place === 'number') {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(first + place);
    position.setSpecified(specified);
  } else if (place === 'oldest') {
    position.setOldest(new orderer.SeekOldest());
  } else if (place === 'newest') {
    position.setNewest(new orderer.SeekNewest());
  } else if (place === 'next') {
    position.setNextCommit(new orderer.SeekNextCommit());
  }
  return place === 'none' ? undefined : position;
}

async function seekBytes(stage: Stage, plan: SeekPlan, first: number): Promise<Uint8Array> {
  const signer = await stage.signer(plan.by ?? 'Org1MSP');
  const seek = new orderer.SeekInfo();
  seek.setStart(toPosition(plan.start, first));
  seek.setStop(toPosition(plan.stop, first));
  const { SeekBehavior } = orderer.SeekInfo;
  seek.setBehavior(
    plan.failIfNotReady === true ? SeekBehavior.FAIL_IF_NOT_READY : SeekBehavior.BLOCK_UNTIL_READY,
  );
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.DELIVER_SEEK_INFO);
  channelHeader.setChannelId(plan.channelId ?? stage.channelId);
  channelHeader.setTimestamp(Timestamp.fromDate(new Date(Date.now() - (plan.ageMs ?? 0))));
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(signer.serialized);
  signatureHeader.setNonce(Buffer.alloc(24, 5));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(seek.serializeBinary());
  plan.bendPayload?.(payload);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  plan.bendEnvelope?.(envelope);
  return envelope.serializeBinary();
}

function describeBlock(block: common.Block, first: number): Observation {
  const number = block.getHeader()?.getNumber() ?? 0;
  return {
    // The first block of all has a number of its own.
    block: number === 0 ? 'block 0' : number - first,
    transactions: block.getData()?.getDataList().length,
    codes: [
      ...(block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? []),
    ],
  };
}

function describeFiltered(filtered: peer.FilteredBlock, first: number): Observation {
  const { number, ...rest } = filtered.toObject();
  return { filtered: number === 0 ? 'block 0' : number - first, ...(number === 0 ? {} : rest) };
}

function describeAnswer(bytes: Uint8Array, first: number): Observation {
  const response = peer.DeliverResponse.deserializeBinary(bytes);
  switch (response.getTypeCase()) {
    case peer.DeliverResponse.TypeCase.BLOCK:
      return describeBlock(response.getBlock() ?? new common.Block(), first);
    case peer.DeliverResponse.TypeCase.FILTERED_BLOCK:
      return describeFiltered(response.getFilteredBlock() ?? new peer.FilteredBlock(), first);
    case peer.DeliverResponse.TypeCase.BLOCK_AND_PRIVATE_DATA: {
      const both = response.getBlockAndPrivateData();
      return {
        ...(describeBlock(both?.getBlock() ?? new common.Block(), first) as object),
        privateData: both?.getPrivateDataMapMap().getLength(),
      };
    }
    case peer.DeliverResponse.TypeCase.STATUS:
    case peer.DeliverResponse.TypeCase.TYPE_NOT_SET:
    default:
      return { status: response.getStatus() };
  }
}

const isStatus = (bytes: Uint8Array): boolean =>
  peer.DeliverResponse.deserializeBinary(bytes).getTypeCase() === peer.DeliverResponse.TypeCase.STATUS;

async function deliver(stage: Stage, method: string, plan: SeekPlan): Promise<Observation> {
  const { start: first } = await emit(stage, 'blocks');
  const bytes = await seekBytes(stage, plan, first);
  const { responses, error } = await stage.duplex(`/protos.Deliver/${method}`, {
    // After its status the stream would take another seek.
    ...{ bytes, max: 7, isLast: isStatus },
    timeoutMs: plan.isIdle === true ? idleMs : waitMs,
  });
  const end = responses.some(isStatus)
    ? undefined
    : await observedWait(error === undefined ? Promise.resolve('ended') : Promise.reject(error));
  return { answers: responses.map((response) => describeAnswer(response, first)), end };
}

const plans: Readonly<Record<string, SeekPlan>> = {
  'of two blocks': { start: 0, stop: 1 },
  'of blocks with an event, an invalid transaction and another chaincode': { start: 0, stop: 4 },
  'of the first block of all': { start: 'oldest', stop: 'oldest' },
  'of the newest block': { start: 'newest', stop: 'newest' },
  'up to the newest block': { start: 3, stop: 'newest' },
  'of a block that is to come': { isIdle: true, start: 5, stop: 5 },
  'of a block that is to come, and not to be waited for': { start: 5, stop: 5, failIfNotReady: true },
  'beyond the newest block, not to be waited for': { start: 4, stop: 6, failIfNotReady: true },
  'of a block far ahead': { start: 500, stop: 500 },
  'whose stop is before its start': { start: 2, stop: 1 },
  'of the next block': { isIdle: true, start: 'next', stop: 'next' },
  'without a start': { start: 'none', stop: 0 },
  'without a stop': { start: 0, stop: 'none' },
  'from nowhere': { start: 'nowhere', stop: 0 },
  'of another channel': { start: 0, stop: 0, channelId: 'elsewhere' },
  'of no channel': { start: 0, stop: 0, channelId: '' },
  '16 minutes old': { start: 0, stop: 0, ageMs: 16 * minuteMs },
  'with a seek of garbage': {
    start: 0,
    stop: 0,
    bendPayload: (payload) => {
      payload.setData(garbage);
    },
  },
  'without a header': {
    start: 0,
    stop: 0,
    bendPayload: (payload) => {
      payload.clearHeader();
    },
  },
  'with a channel header of garbage': {
    start: 0,
    stop: 0,
    bendPayload: (payload) => {
      payload.getHeader()?.setChannelHeader(garbage);
    },
  },
  'with a signature header of garbage': {
    start: 0,
    stop: 0,
    bendPayload: (payload) => {
      payload.getHeader()?.setSignatureHeader(garbage);
    },
  },
  'with a payload of garbage': {
    start: 0,
    stop: 0,
    bendEnvelope: (envelope) => {
      envelope.setPayload(garbage);
    },
  },
  'without a signature': {
    start: 0,
    stop: 0,
    bendEnvelope: (envelope) => {
      envelope.setSignature('');
    },
  },
  'with a signature of garbage': {
    start: 0,
    stop: 0,
    bendEnvelope: (envelope) => {
      envelope.setSignature(garbage);
    },
  },
  'by a peer, who reads': { start: 0, stop: 0, by: 'Org1MSP.peer' },
  "by another company's client": { start: 0, stop: 0, by: 'Org3MSP' },
  'by an impostor': { start: 0, stop: 0, by: 'impostor' },
  'by a company that is not in the channel': { start: 0, stop: 0, by: 'ghost' },
  'by an expired certificate': { start: 0, stop: 0, by: 'expired' },
};

/** Everything at one of the methods, what distinguishes them at all. */
const everyMethod = Object.keys(plans).slice(0, 4);

/** Streams of blocks: whole, filtered, with private data. */
export const blockStreams: readonly Scenario[] = Object.entries(plans).flatMap(([name, plan]) =>
  (everyMethod.includes(name) ? ['Deliver', 'DeliverFiltered', 'DeliverWithPrivateData'] : ['Deliver']).map(
    (method) => ({
      name: `${method} ${name}`,
      run: (stage: Stage) => deliver(stage, method, plan),
    }),
  ),
);
