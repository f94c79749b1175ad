import type { Client, ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { Target } from './targets';

/** How a call ended: a status of gRPC, or what a stream answered first: a status of its own or something else. */
export type Ending = keyof typeof status | 'refusal' | 'content';

/** Every answer of a stream starts with a status, if it has one (field 1, a varint). */
const statusTag = 0x08;

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const sameBuffer = (bytes: Buffer): Buffer => bytes;

function nameOf(code: number): Ending {
  return status[code] as Ending;
}

export interface SendOptions {
  readonly client: Client;
  readonly target: Target;
  readonly request: Uint8Array;
  readonly deadline: Date;
  /** Ends the call as CANCELLED when it is still open then. */
  readonly cancelled?: AbortSignal;
}

/** Sends one request and settles at the first answer, or when the time is over. */
export function send({ client, target, request, deadline, cancelled }: SendOptions): Promise<Ending> {
  if (target.kind === 'unary') {
    return new Promise((resolve) => {
      const { path } = target;
      const call = client.makeUnaryRequest(path, toBuffer, sameBuffer, request, { deadline }, (error) => {
        resolve(error === null ? 'OK' : nameOf(error.code));
      });
      cancelled?.addEventListener('abort', () => {
        call.cancel();
      });
    });
  }
  return new Promise((resolve) => {
    const call = client.makeBidiStreamRequest(target.path, toBuffer, sameBuffer, { deadline });
    cancelled?.addEventListener('abort', () => {
      call.cancel();
    });
    call.once('data', (answer: Buffer) => {
      resolve(answer[0] === statusTag ? 'refusal' : 'content');
      call.cancel();
    });
    call.on('error', (error: ServiceError) => {
      resolve(nameOf(error.code));
    });
    call.once('end', () => {
      resolve('OK');
    });
    call.write(request);
    if (target.kind === 'answers') call.end();
  });
}
