import type { Client } from '@grpc/grpc-js';

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
const sameBuffer = (bytes: Buffer): Buffer => bytes;

/** A call of a method with bytes as they are. */
export interface RawCall {
  readonly grpc: Client;
  /** Such as `/gateway.Gateway/Submit`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly timeoutMs?: number;
}

/** What a stream gave until it ended, or until it had given enough. */
export interface RawStream {
  readonly responses: readonly Uint8Array[];
  readonly error?: Error;
}

/** Longer than any answer takes; a network that hangs fails its scenario. */
const timeoutDefaultMs = 20_000;

const deadline = ({ timeoutMs = timeoutDefaultMs }: RawCall): { deadline: number } => ({
  deadline: Date.now() + timeoutMs,
});

export function callUnary(call: RawCall): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    call.grpc.makeUnaryRequest(
      call.path,
      toBuffer,
      sameBuffer,
      call.bytes,
      deadline(call),
      (error, response) => {
        if (error === null && response !== undefined) {
          resolve(response);
        } else {
          reject(error ?? new Error('no response'));
        }
      },
    );
  });
}

/** When a stream has given enough. */
export interface StreamBounds {
  readonly max: number;
  readonly isLast?: (response: Uint8Array) => boolean;
}

interface Responses {
  on(event: 'data', listener: (bytes: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  cancel(): void;
}

function collect(stream: Responses, { max, isLast }: StreamBounds): Promise<RawStream> {
  return new Promise((resolve) => {
    const responses: Uint8Array[] = [];
    stream.on('data', (bytes) => {
      responses.push(bytes);
      if (responses.length === max || isLast?.(bytes) === true) {
        resolve({ responses });
        stream.cancel();
      }
    });
    stream.on('error', (error) => {
      resolve({ responses, error });
    });
    stream.on('end', () => {
      // An error, if there is one, comes with the status after the end.
      setImmediate(() => {
        resolve({ responses });
      });
    });
  });
}

/** Sends one request and takes up to `max` responses. */
export function callStream(call: RawCall & StreamBounds): Promise<RawStream> {
  const { grpc, path, bytes } = call;
  return collect(grpc.makeServerStreamRequest(path, toBuffer, sameBuffer, bytes, deadline(call)), call);
}

/** The same on a method that takes many requests. */
export function callDuplex(call: RawCall & StreamBounds): Promise<RawStream> {
  const { grpc, path, bytes } = call;
  const stream = grpc.makeBidiStreamRequest(path, toBuffer, sameBuffer, deadline(call));
  stream.write(bytes);
  return collect(stream, call);
}
