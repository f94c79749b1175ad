import { status } from '@grpc/grpc-js';
import type {
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
  sendUnaryData,
} from '@grpc/grpc-js';
import { type MessageType, wireFormatRefusal } from '@kontti/fabric-protocol/base';
import { RpcError } from './rpc-error';

interface Encodable {
  serializeBinary(): Uint8Array;
}

/** A call with one request and one response. */
export interface UnaryMethod {
  readonly kind: 'unary';
  readonly path: string;
  handle(bytes: Uint8Array, signal: AbortSignal): Promise<Encodable>;
}

/** A call with one request and many responses. */
interface ServerStreamMethod {
  readonly kind: 'serverStream';
  readonly path: string;
  handle(bytes: Uint8Array, signal: AbortSignal): AsyncIterable<Encodable>;
}

/** A call whose requests arrive while responses leave. */
interface DuplexMethod {
  readonly kind: 'duplex';
  readonly path: string;
  handle(requests: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Encodable>;
}

/** A call that whoever takes it reads, writes and ends as it likes. */
interface RawStreamMethod {
  readonly kind: 'rawStream';
  readonly path: string;
  accept(stream: ServerDuplexStream<Buffer, Uint8Array>): void;
}

export type RpcMethod = UnaryMethod | ServerStreamMethod | DuplexMethod | RawStreamMethod;

/** What Go's gRPC server says of a request that it cannot decode. */
const malformedRequest = {
  unary: 'grpc: error unmarshalling request',
  stream: 'grpc: failed to unmarshal the received message',
} as const;

/** Decodes a request of a client. @throws RpcError INTERNAL */
export function decodeRequest<T>(
  type: MessageType<T>,
  bytes: Uint8Array,
  kind: keyof typeof malformedRequest = 'unary',
): T {
  try {
    return type.deserializeBinary(bytes);
  } catch {
    const message = `${malformedRequest[kind]}: ${wireFormatRefusal}`;
    throw new RpcError({ code: status.INTERNAL, message });
  }
}

function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) {
    return error;
  }
  const message = error instanceof Error ? error.message : 'unexpected failure';
  return new RpcError({ code: status.UNKNOWN, message });
}

interface Cancellable {
  on(event: 'cancelled', listener: () => void): unknown;
}

function abortSignal(call: Cancellable): AbortSignal {
  const controller = new AbortController();
  call.on('cancelled', () => {
    // gRPC says so at the end of each call; a reason spares the making of an error.
    controller.abort('the call has ended');
  });
  return controller.signal;
}

/** Writes responses no faster than they are read. */
async function writeAll(options: {
  call: ServerWritableStream<Buffer, Uint8Array> | ServerDuplexStream<Buffer, Uint8Array>;
  responses: AsyncIterable<Encodable>;
  signal: AbortSignal;
}): Promise<void> {
  const { call, responses, signal } = options;
  try {
    for await (const response of responses) {
      if (signal.aborted) {
        return;
      }
      if (!call.write(response.serializeBinary())) {
        await drained({ call, signal });
      }
    }
    call.end();
  } catch (error) {
    call.emit('error', toRpcError(error));
  }
}

function drained(options: {
  call: Pick<NodeJS.EventEmitter, 'once' | 'removeListener'>;
  signal: AbortSignal;
}): Promise<void> {
  const { call, signal } = options;
  return new Promise((resolve) => {
    const done = (): void => {
      call.removeListener('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    call.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const sameBuffer = (bytes: Buffer): Buffer => bytes;

async function answer(options: {
  method: UnaryMethod;
  call: ServerUnaryCall<Buffer, Uint8Array>;
  callback: sendUnaryData<Uint8Array>;
}): Promise<void> {
  const { method, call, callback } = options;
  const controller = new AbortController();
  let isAnswered = false;
  call.on('cancelled', () => {
    // gRPC says so at the end of each call, too.
    if (!isAnswered) controller.abort('the call has ended');
  });
  let response: Uint8Array;
  try {
    response = (await method.handle(call.request, controller.signal)).serializeBinary();
    isAnswered = true;
  } catch (error) {
    callback(toRpcError(error));
    return;
  }
  callback(null, response);
}

function handler(method: RpcMethod): UntypedServiceImplementation[string] {
  switch (method.kind) {
    case 'unary':
      return (call: ServerUnaryCall<Buffer, Uint8Array>, callback: sendUnaryData<Uint8Array>) => {
        void answer({ method, call, callback });
      };
    case 'serverStream':
      return (call: ServerWritableStream<Buffer, Uint8Array>) => {
        const signal = abortSignal(call);
        void writeAll({ call, responses: method.handle(call.request, signal), signal });
      };
    case 'rawStream':
      return (call: ServerDuplexStream<Buffer, Uint8Array>) => {
        method.accept(call);
      };
    case 'duplex':
      return (call: ServerDuplexStream<Buffer, Uint8Array>) => {
        const signal = abortSignal(call);
        // Whoever stops reading has still to answer: the stream outlives its iterator.
        const requests = call.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
        void writeAll({ call, responses: method.handle(requests, signal), signal });
      };
  }
}

/**
 * A gRPC service whose requests are decoded by their handlers, so that malformed bytes are answered like any other bad argument.
 */
export function methodsToService(methods: readonly RpcMethod[]): {
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
} {
  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const method of methods) {
    definition[method.path] = {
      path: method.path,
      requestStream: method.kind === 'duplex' || method.kind === 'rawStream',
      responseStream: method.kind !== 'unary',
      requestSerialize: toBuffer,
      requestDeserialize: sameBuffer,
      responseSerialize: toBuffer,
      responseDeserialize: sameBuffer,
    };
    implementation[method.path] = handler(method);
  }
  return { definition, implementation };
}
