import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { CertifiedKey } from '../certificates';
import { NetworkError } from '../errors';
import type { RpcMethod } from '../rpc';
import { methodsToService } from '../rpc';
import { devnetLimits } from './limits';

export interface GrpcServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly tls: CertifiedKey;
}

/** A TLS endpoint on the loopback interface. */
export interface GrpcServer {
  readonly port: number;
  /** Serves the methods from now on. */
  serve(methods: readonly RpcMethod[]): void;
  stop(): Promise<void>;
}

/** @throws NetworkError PORT_TAKEN */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': devnetLimits.messageBytesMax,
    'grpc.max_send_message_length': devnetLimits.messageBytesMax,
  });
  const credentials = ServerCredentials.createSsl(null, [
    {
      private_key: Buffer.from(options.tls.privateKeyPem),
      cert_chain: Buffer.from(options.tls.certificatePem),
    },
  ]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port}`, credentials, (cause, bound) => {
      if (cause === null) {
        resolve(bound);
      } else {
        reject(
          new NetworkError({
            code: 'PORT_TAKEN',
            message: `port ${options.port} on 127.0.0.1 cannot be opened`,
            details: { port: options.port },
            cause,
          }),
        );
      }
    });
  });
  return {
    port,
    serve: (methods) => {
      const { definition, implementation } = methodsToService(methods);
      server.addService(definition, implementation);
    },
    stop: () =>
      new Promise((resolve) => {
        server.forceShutdown();
        resolve();
      }),
  };
}
