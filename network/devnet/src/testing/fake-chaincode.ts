import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';

export type FakeStream = ServerDuplexStream<Buffer, Uint8Array>;

/** A chaincode service that does whatever a test wants with its stream. */
export interface FakeChaincode {
  readonly address: string;
  readonly connections: number;
  stop(): void;
}

const { Type } = peer.ChaincodeMessage;
const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
const sameBuffer = (bytes: Buffer): Buffer => bytes;

export function registerMessage(packageId: string): Uint8Array {
  const id = new peer.ChaincodeID();
  id.setName(packageId);
  const message = new peer.ChaincodeMessage();
  message.setType(Type.REGISTER);
  message.setPayload(id.serializeBinary());
  return message.serializeBinary();
}

/** A message about the transaction of another one. */
export function replyTo(
  request: peer.ChaincodeMessage,
  options: { type: number; payload: Uint8Array },
): Uint8Array {
  const message = new peer.ChaincodeMessage();
  message.setType(options.type as peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap]);
  message.setTxid(request.getTxid());
  message.setChannelId(request.getChannelId());
  message.setPayload(options.payload);
  return message.serializeBinary();
}

export function okResponse(text: string): Uint8Array {
  const response = new peer.Response();
  response.setStatus(200);
  response.setPayload(Buffer.from(text));
  return response.serializeBinary();
}

/** Listens on a loopback port, 0 for a free one. `onMessage` sees what the peer sends after READY. */
export async function startFakeChaincode(options: {
  port?: number;
  packageId: () => string;
  onMessage: (message: peer.ChaincodeMessage, stream: FakeStream) => void;
}): Promise<FakeChaincode> {
  const server = new Server();
  let connections = 0;
  const connect = {
    ...{ path: '/protos.Chaincode/Connect', requestStream: true, responseStream: true },
    ...{ requestSerialize: toBuffer, requestDeserialize: sameBuffer },
    ...{ responseSerialize: toBuffer, responseDeserialize: sameBuffer },
  };
  server.addService(
    { connect },
    {
      connect: (stream: FakeStream) => {
        connections += 1;
        stream.on('error', () => undefined);
        stream.on('data', (bytes: Buffer) => {
          const message = peer.ChaincodeMessage.deserializeBinary(bytes);
          if (message.getType() !== Type.REGISTERED && message.getType() !== Type.READY) {
            options.onMessage(message, stream);
          }
        });
        stream.write(registerMessage(options.packageId()));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port ?? 0}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        resolve(bound);
      } else {
        reject(error);
      }
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    stop: () => {
      server.forceShutdown();
    },
  };
}
