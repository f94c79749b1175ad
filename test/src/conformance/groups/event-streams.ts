import { checkpointers } from '@hyperledger/fabric-gateway';
import { gateway, orderer } from '@hyperledger/fabric-protos';
import { evaluate, script } from '../calls';
import { observedWait, type Failure } from '../failure';
import type { Caller } from '../identities';
import type { Observation, Scenario } from '../scenario';
import type { Stage } from '../stage';
import { emit, emitMore, type Emitted } from './emitted';
import { garbage } from './validation-case';

/** How long a stream is watched of which nothing is expected, and others. */
const idleMs = 300;
const waitMs = 10_000;

interface EventsPlan {
  readonly max: number;
  readonly by?: Caller;
  readonly bend?: (request: gateway.ChaincodeEventsRequest, emitted: Emitted & { height: number }) => void;
  readonly bendSigned?: (signed: gateway.SignedChaincodeEventsRequest) => void;
  readonly isIdle?: boolean;
  /** Happens while the stream is open. */
  readonly meanwhile?: (stage: Stage) => Promise<void>;
}

const fromBlock = (number: number): orderer.SeekPosition => {
  const specified = new orderer.SeekSpecified();
  specified.setNumber(number);
  const position = new orderer.SeekPosition();
  position.setSpecified(specified);
  return position;
};

async function signedRequest(stage: Stage, plan: EventsPlan, emitted: Emitted): Promise<Uint8Array> {
  const signer = await stage.signer(plan.by ?? 'Org1MSP');
  const request = new gateway.ChaincodeEventsRequest();
  request.setChannelId(stage.channelId);
  request.setChaincodeId('keeper');
  request.setIdentity(signer.serialized);
  request.setStartPosition(fromBlock(emitted.start));
  plan.bend?.(request, { ...emitted, height: await stage.network.height() });
  const signed = new gateway.SignedChaincodeEventsRequest();
  signed.setRequest(request.serializeBinary());
  signed.setSignature(signer.sign(signed.getRequest_asU8()));
  plan.bendSigned?.(signed);
  return signed.serializeBinary();
}

async function stream(stage: Stage, plan: EventsPlan): Promise<Observation> {
  const emitted = await emit(stage, 'events');
  const bytes = await signedRequest(stage, plan, emitted);
  const streaming = stage.stream('/gateway.Gateway/ChaincodeEvents', {
    ...{ bytes, max: plan.max },
    timeoutMs: plan.isIdle === true ? idleMs : waitMs,
  });
  await plan.meanwhile?.(stage);
  const { responses, error } = await streaming;
  const end: 'waits' | 'enough' | { failed: Failure } = await observedWait(
    error === undefined ? Promise.resolve('enough' as const) : Promise.reject(error),
  );
  const seen = responses.map((response) => {
    const message = gateway.ChaincodeEventsResponse.deserializeBinary(response);
    return {
      block: message.getBlockNumber() - emitted.start,
      events: message
        .getEventsList()
        .map((event) => [
          event.getChaincodeId(),
          event.getEventName(),
          Buffer.from(event.getPayload_asU8()).toString(),
        ]),
    };
  });
  return { seen, end };
}

const plans: Readonly<Record<string, EventsPlan>> = {
  'from a block on': { max: 2 },
  'from a block on, to its end': { max: 9, isIdle: true },
  'after a transaction': {
    max: 1,
    bend: (request, { txIds }) => {
      request.setAfterTransactionId(txIds[0] ?? '');
    },
  },
  'after a transaction that set no event': {
    isIdle: true,
    max: 1,
    bend: (request, { txIds }) => {
      request.setAfterTransactionId(txIds[1] ?? '');
    },
    meanwhile: emitMore,
  },
  'after a transaction that was not valid': {
    isIdle: true,
    max: 1,
    bend: (request, { txIds }) => {
      request.setAfterTransactionId(txIds[2] ?? '');
    },
    meanwhile: emitMore,
  },
  "after another chaincode's transaction": {
    max: 1,
    bend: (request, { txIds }) => {
      request.setAfterTransactionId(txIds[3] ?? '');
    },
  },
  'after a transaction that nobody knows': {
    isIdle: true,
    max: 1,
    bend: (request) => {
      request.setAfterTransactionId('ab'.repeat(32));
    },
    meanwhile: emitMore,
  },
  'of another chaincode': {
    max: 1,
    bend: (request) => {
      request.setChaincodeId('second');
    },
  },
  'of a chaincode that there is not': {
    isIdle: true,
    max: 1,
    bend: (request) => {
      request.setChaincodeId('ghost');
    },
  },
  'of no chaincode': {
    isIdle: true,
    max: 1,
    bend: (request) => {
      request.setChaincodeId('');
    },
  },
  'from a block that is to come': {
    max: 1,
    bend: (request, { height }) => {
      request.setStartPosition(fromBlock(height));
    },
    meanwhile: emitMore,
  },
  'without a position': {
    isIdle: true,
    max: 1,
    bend: (request) => {
      request.clearStartPosition();
    },
  },
  'from the oldest block': {
    max: 1,
    bend: (request) => {
      const position = new orderer.SeekPosition();
      position.setOldest(new orderer.SeekOldest());
      request.setStartPosition(position);
    },
  },
  'from the newest block': {
    max: 1,
    bend: (request) => {
      const position = new orderer.SeekPosition();
      position.setNewest(new orderer.SeekNewest());
      request.setStartPosition(position);
    },
  },
  'of another channel': {
    max: 1,
    bend: (request) => {
      request.setChannelId('elsewhere');
    },
  },
  'of no channel': {
    max: 1,
    bend: (request) => {
      request.setChannelId('');
    },
  },
  'without an identity': {
    max: 1,
    bend: (request) => {
      request.setIdentity('');
    },
  },
  'with a request of garbage': {
    max: 1,
    bendSigned: (signed) => {
      signed.setRequest(garbage);
    },
  },
  'without a signature': {
    max: 1,
    bendSigned: (signed) => {
      signed.setSignature('');
    },
  },
  'with a signature of garbage': {
    max: 1,
    bendSigned: (signed) => {
      signed.setSignature(garbage);
    },
  },
  'by a peer, who reads': { max: 1, by: 'Org1MSP.peer' },
  "by another company's client": { max: 1, by: 'Org2MSP' },
  'by an impostor': { max: 1, by: 'impostor' },
  'by a company that is not in the channel': { max: 1, by: 'ghost' },
  'by an expired certificate': { max: 1, by: 'expired' },
};

/** The next event for the official client after a checkpoint. */
async function resume(
  stage: Stage,
  checkpoint: (checkpointer: ReturnType<typeof checkpointers.inMemory>, emitted: Emitted) => Promise<void>,
): Promise<Observation> {
  const emitted = await emit(stage, 'events');
  const { network } = await stage.client('Org1MSP');
  const checkpointer = checkpointers.inMemory();
  await checkpoint(checkpointer, emitted);
  const events = await network.getChaincodeEvents('keeper', {
    checkpoint: checkpointer,
    startBlock: BigInt(emitted.start),
  });
  try {
    for await (const event of events) {
      return [Number(event.blockNumber) - emitted.start, event.eventName];
    }
  } finally {
    events.close();
  }
  return null;
}

const clients: readonly Scenario[] = [
  {
    name: 'the client goes on from its start block without a checkpoint',
    run: (stage) => resume(stage, () => Promise.resolve()),
  },
  {
    name: 'the client goes on after a transaction',
    run: (stage) =>
      resume(stage, (checkpointer, { start, txIds }) =>
        checkpointer.checkpointTransaction(BigInt(start), txIds[0] ?? ''),
      ),
  },
  {
    name: 'the client goes on after a block',
    run: (stage) => resume(stage, (checkpointer, { start }) => checkpointer.checkpointBlock(BigInt(start))),
  },
  {
    name: 'an evaluated call emits nothing',
    run: (stage) => evaluate(stage, script([['event', 'evaluated', '']])),
  },
];

/** Streams of chaincode events: where they begin, what they leave out, who may. */
export const eventStreams: readonly Scenario[] = [
  ...Object.entries(plans).map(([name, plan]) => ({
    name: `ChaincodeEvents ${name}`,
    run: (stage: Stage) => stream(stage, plan),
  })),
  ...clients,
];
