import { peer } from '@hyperledger/fabric-protos';
import { okResponse, replyTo, startFakeChaincode } from './fake-chaincode';
import type { FakeChaincode, FakeStream } from './fake-chaincode';

const { Type } = peer.ChaincodeMessage;

interface Request {
  readonly message: peer.ChaincodeMessage;
  readonly stream: FakeStream;
}

const complete = ({ message, stream }: Request, text = 'ok'): void => {
  stream.write(replyTo(message, { type: Type.COMPLETED, payload: okResponse(text) }));
};

function getState(key: string): Uint8Array {
  const request = new peer.GetState();
  request.setKey(key);
  return request.serializeBinary();
}

/** The same message about another transaction. */
function ofAnother(message: peer.ChaincodeMessage): peer.ChaincodeMessage {
  const other = message.cloneMessage();
  other.setTxid('f'.repeat(64));
  return other;
}

/** What it does on a call, by the called function's name. */
const behaviours: Readonly<Record<string, (request: Request) => void>> = {
  crash: ({ stream }) => {
    stream.end();
  },
  sendGarbage: ({ stream }) => {
    stream.write(Uint8Array.of(0xff, 0xff));
  },
  sendUnknownType: ({ message, stream }) => {
    stream.write(replyTo(message, { type: 99, payload: new Uint8Array() }));
  },
  registerAgain: ({ message, stream }) => {
    stream.write(replyTo(message, { type: Type.REGISTER, payload: new Uint8Array() }));
  },
  answerGarbage: ({ message, stream }) => {
    stream.write(replyTo(message, { type: Type.COMPLETED, payload: Uint8Array.of(0xff, 0xff) }));
  },
  answerError: ({ message, stream }) => {
    stream.write(replyTo(message, { type: Type.ERROR, payload: Buffer.from('out of order') }));
  },
  answerTwice: (request) => {
    complete(request, 'first');
    complete(request, 'second');
  },
  answerAnother: (request) => {
    complete({ ...request, message: ofAnother(request.message) }, 'not mine');
    complete(request, 'mine');
  },
  runOn: (request) => {
    complete(request);
    request.stream.write(replyTo(request.message, { type: Type.GET_STATE, payload: getState('k') }));
  },
  askForAnother: ({ message, stream }) => {
    stream.write(replyTo(ofAnother(message), { type: Type.GET_STATE, payload: getState('k') }));
    stream.write(replyTo(message, { type: Type.COMPLETED, payload: okResponse('ok') }));
  },
  askEmptyKey: ({ message, stream }) => {
    const put = new peer.PutState();
    put.setValue(Buffer.from('v'));
    stream.write(replyTo(message, { type: Type.PUT_STATE, payload: put.serializeBinary() }));
  },
  askClosedIterator: ({ message, stream }) => {
    const next = new peer.QueryStateNext();
    next.setId('none');
    stream.write(replyTo(message, { type: Type.QUERY_STATE_NEXT, payload: next.serializeBinary() }));
  },
  purgePublic: ({ message, stream }) => {
    stream.write(replyTo(message, { type: Type.PURGE_PRIVATE_DATA, payload: getState('k') }));
  },
  askGarbage: ({ message, stream }) => {
    stream.write(replyTo(message, { type: Type.GET_STATE, payload: Uint8Array.of(0xff, 0xff) }));
  },
  askMany: ({ message, stream }) => {
    const many = new peer.GetStateMultiple();
    many.setKeysList(Array.from({ length: 1_001 }, (_, index) => `k${index}`));
    stream.write(replyTo(message, { type: Type.GET_STATE_MULTIPLE, payload: many.serializeBinary() }));
  },
  keepAlive: (request) => {
    request.stream.write(replyTo(request.message, { type: Type.KEEPALIVE, payload: new Uint8Array() }));
    complete(request);
  },
};

export interface MisbehavingChaincode extends FakeChaincode {
  /** The peer's answers that no transaction waited for, in order: message type and text. */
  readonly strayAnswers: string[];
}

/** A chaincode that does on each call what the function's name says; a peer's answer to a request becomes the result. */
export async function startMisbehavingChaincode(packageId: () => string): Promise<MisbehavingChaincode> {
  const strayAnswers: string[] = [];
  const running = new Set<string>();
  const fake = await startFakeChaincode({
    packageId,
    onMessage: (message, stream) => {
      const type = message.getType();
      const txId = message.getTxid();
      if (type === Type.TRANSACTION) {
        const input = peer.ChaincodeInput.deserializeBinary(message.getPayload_asU8());
        const name = Buffer.from(input.getArgsList_asU8()[0] ?? []).toString();
        if (name.startsWith('ask') || name === 'purgePublic') running.add(txId);
        if (name === 'askForAnother') running.delete(txId);
        (behaviours[name] ?? complete)({ message, stream });
        return;
      }
      if (type === Type.KEEPALIVE) return;
      const kind = Object.entries(Type).find(([, value]) => value === type)?.[0] ?? String(type);
      const text = `${kind} ${Buffer.from(message.getPayload_asU8()).toString()}`;
      if (running.delete(txId)) {
        complete({ message, stream }, text);
      } else {
        strayAnswers.push(text);
      }
    },
  });
  return {
    address: fake.address,
    get connections() {
      return fake.connections;
    },
    stop: () => {
      fake.stop();
    },
    strayAnswers,
  };
}
