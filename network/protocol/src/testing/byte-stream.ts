import type { Client, ServiceError } from '@grpc/grpc-js';

/** What a duplex call answered, and the error with which it ended, if any. */
interface StreamAnswers {
  readonly messages: readonly Buffer[];
  readonly error: ServiceError | undefined;
}

/** Sends messages as they are over a duplex call, and waits until the server ends it. */
export function exchangeBytes(options: {
  grpc: Client;
  path: string;
  requests: readonly Uint8Array[];
}): Promise<StreamAnswers> {
  const { grpc, path, requests } = options;
  return new Promise((resolve) => {
    const messages: Buffer[] = [];
    const stream = grpc.makeBidiStreamRequest<Uint8Array, Buffer>(
      path,
      (bytes) => Buffer.from(bytes),
      (bytes) => bytes,
    );
    stream.on('data', (bytes: Buffer) => {
      messages.push(bytes);
    });
    stream.on('error', (error: ServiceError) => {
      resolve({ messages, error });
    });
    stream.on('end', () => {
      resolve({ messages, error: undefined });
    });
    for (const bytes of requests) {
      stream.write(bytes);
    }
    stream.end();
  });
}
