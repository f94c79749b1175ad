import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { limits } from '@kontti/fabric-protocol/base';
import { restoreProtobufGlobals } from '@kontti/fabric-protocol/envelopes';

/** A class that extends `Contract` of fabric-contract-api. */
export type ContractClass = new () => object;

/** Like the exports of a chaincode package. */
export interface Contracts {
  /** The contract classes; the first one is the default contract. */
  readonly contracts: readonly ContractClass[];
  /** The package's own transaction serializer; JSON by default. */
  readonly serializers?: {
    readonly transaction: string;
    readonly serializers: Readonly<Record<string, ContractClass>>;
  };
}

export interface InProcessChaincode {
  readonly address: string;
  /** Answers peers from now on, as this package. */
  serve(packageId: string): void;
  stop(): void;
}

type ChaincodeFromContract = new (
  contracts: readonly ContractClass[],
  serializers: unknown,
  metadata: object,
  title: string,
  version: string,
) => object;

type MessageHandler = new (stream: object, chaincode: object) => { chat(registration: object): void };

/** fabric-shim is the caller's choice and is loaded only when contracts run here. */
const load = createRequire(__filename);

/**
 * The shim logs each call unless asked otherwise, and takes over uncaught errors as if the process were its own. Neither is
 * wanted where others live in the same process.
 */
function loadShim(): { FromContract: ChaincodeFromContract; ChaincodeMessageHandler: MessageHandler } {
  process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'WARNING';
  const before = new Set(process.listeners('uncaughtException'));
  const FromContract = load('fabric-shim/lib/contract-spi/chaincodefromcontract') as ChaincodeFromContract;
  const { ChaincodeMessageHandler } = load('fabric-shim/lib/handler') as {
    ChaincodeMessageHandler: MessageHandler;
  };
  for (const listener of process.listeners('uncaughtException')) {
    if (!before.has(listener)) {
      process.removeListener('uncaughtException', listener);
    }
  }
  restoreProtobufGlobals();
  return { FromContract, ChaincodeMessageHandler };
}

function withDefaultSerializer(serializers: Contracts['serializers']): unknown {
  const { JSONSerializer } = load('fabric-contract-api') as { JSONSerializer: ContractClass };
  return {
    transaction: serializers?.transaction ?? 'jsonSerializer',
    serializers: { ...serializers?.serializers, jsonSerializer: JSONSerializer },
  };
}

type ByteStream = ServerDuplexStream<Buffer, Uint8Array>;

/** The shim's handler speaks in messages of its own copy of the generated classes; the wire carries bytes. */
class MessageStream extends EventEmitter {
  readonly #bytes: ByteStream;

  constructor(bytes: ByteStream) {
    super();
    this.#bytes = bytes;
    bytes.on('data', (data: Buffer) => {
      this.emit('data', peer.ChaincodeMessage.deserializeBinary(data));
    });
    bytes.on('end', () => {
      this.emit('end');
    });
    bytes.on('error', () => {
      this.end();
    });
  }

  write(message: { serializeBinary(): Uint8Array }): void {
    this.#bytes.write(message.serializeBinary());
  }

  end(): void {
    this.#bytes.end();
  }
}

function registration(packageId: string): peer.ChaincodeMessage {
  const id = new peer.ChaincodeID();
  id.setName(packageId);
  const message = new peer.ChaincodeMessage();
  message.setType(peer.ChaincodeMessage.Type.REGISTER);
  message.setPayload(id.serializeBinary());
  return message;
}

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const sameBuffer = (bytes: Buffer): Buffer => bytes;

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) {
        resolve(port);
      } else {
        reject(error);
      }
    });
  });
}

/** Serves contracts with the official shim on a port of this machine, of its loopback by default: the peers talk to them as to any other process. */
export async function startInProcessChaincode(options: {
  contracts: Contracts;
  name: string;
  version: string;
  host?: string;
}): Promise<InProcessChaincode> {
  const { contracts, name, version, host = '127.0.0.1' } = options;
  const { FromContract, ChaincodeMessageHandler } = loadShim();
  const serializers = withDefaultSerializer(contracts.serializers);
  const chaincode = new FromContract([...contracts.contracts], serializers, {}, name, version);
  const server = new Server({
    'grpc.max_receive_message_length': limits.chaincodeMessageBytesMax,
    'grpc.max_send_message_length': limits.chaincodeMessageBytesMax,
  });
  const port = await listen(server, host);
  const path = '/protos.Chaincode/Connect';
  return {
    address: `${host}:${port}`,
    serve: (packageId) => {
      const connect = {
        ...{ path, requestStream: true, responseStream: true },
        requestSerialize: toBuffer,
        requestDeserialize: sameBuffer,
        responseSerialize: toBuffer,
        responseDeserialize: sameBuffer,
      };
      server.addService(
        { connect },
        {
          connect: (stream: ByteStream) => {
            const handler = new ChaincodeMessageHandler(new MessageStream(stream), chaincode);
            handler.chat(registration(packageId));
          },
        },
      );
    },
    stop: () => {
      server.forceShutdown();
    },
  };
}
