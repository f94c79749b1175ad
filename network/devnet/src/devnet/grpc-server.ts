import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { NetworkError, isListening } from '@kontti/fabric-protocol/base';
import type { RpcMethod } from '../rpc/rpc';
import { methodsToService } from '../rpc/rpc';
import { devnetLimits } from './limits';

interface GrpcServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Without it, whoever is on this machine reads and writes in the clear. */
  readonly tls?: CertifiedKey;
  /** Clients have to show a certificate of this authority. */
  readonly clientRootPem?: string;
}

/** An endpoint on the loopback interface. */
export interface GrpcServer {
  readonly port: number;
  /** Serves the methods from now on. */
  serve(methods: readonly RpcMethod[]): void;
  /** Ends every call and refuses connections until `reopen`. */
  pause(): Promise<void>;
  /** Opens the same port again, with the same methods; after `stop` it stays closed. @throws NetworkError PORT_TAKEN */
  reopen(): Promise<void>;
  /** Ends every call and refuses connections for good. */
  stop(): Promise<void>;
}

function createCredentials({ tls, clientRootPem }: GrpcServerOptions): ServerCredentials {
  if (tls === undefined) {
    return ServerCredentials.createInsecure();
  }
  const keys = [{ private_key: Buffer.from(tls.privateKeyPem), cert_chain: Buffer.from(tls.certificatePem) }];
  return clientRootPem === undefined
    ? ServerCredentials.createSsl(null, keys)
    : ServerCredentials.createSsl(Buffer.from(clientRootPem), keys, true);
}

function portTaken(port: number, cause?: unknown): NetworkError {
  return new NetworkError({
    code: 'PORT_TAKEN',
    message: `port ${port} on 127.0.0.1 is taken: end what listens there, or choose another port`,
    details: { port },
    cause,
  });
}

interface BoundServer {
  readonly server: Server;
  readonly port: number;
}

/** @throws NetworkError PORT_TAKEN */
async function bindServer(options: GrpcServerOptions): Promise<BoundServer> {
  // Asked first, since gRPC writes to standard error when it cannot bind.
  if (options.port !== 0 && (await isListening({ host: '127.0.0.1', port: options.port }))) {
    throw portTaken(options.port);
  }
  const server = new Server({
    'grpc.max_receive_message_length': devnetLimits.messageBytesMax,
    'grpc.max_send_message_length': devnetLimits.messageBytesMax,
  });
  const credentials = createCredentials(options);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port}`, credentials, (cause, bound) => {
      if (cause === null) {
        resolve(bound);
      } else {
        reject(portTaken(options.port, cause));
      }
    });
  });
  return { server, port };
}

/** @throws NetworkError PORT_TAKEN */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  let bound = await bindServer(options);
  const { port } = bound;
  let served: readonly RpcMethod[] = [];
  let isStopped = false;
  const close = (): Promise<void> => {
    bound.server.forceShutdown();
    return Promise.resolve();
  };
  const serve = (methods: readonly RpcMethod[]): void => {
    served = methods;
    const { definition, implementation } = methodsToService(methods);
    bound.server.addService(definition, implementation);
  };
  return {
    port,
    serve,
    pause: close,
    reopen: async () => {
      if (isStopped) return;
      bound = await bindServer({ ...options, port });
      serve(served);
    },
    stop: () => {
      isStopped = true;
      return close();
    },
  };
}
