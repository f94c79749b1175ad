import { Client, credentials } from '@grpc/grpc-js';
import { createError } from '../errors';
import { MESSAGE_BYTES_MAX, RECONNECT_DELAY_MS, RECONNECT_DELAY_MS_MAX } from '../limits';

/** Where the gateway is, and how it proves who it is. */
export interface GrpcChannelOptions {
  /** `host:port`. */
  readonly endpoint: string;
  /** PEM. */
  readonly tlsRootCertificate: string | Buffer;
  readonly hostAlias?: string | undefined;
}

/** Makes a client over TLS; it connects with the first call. @throws OPTIONS_INVALID */
export function createGrpcClient(options: GrpcChannelOptions): Client {
  const { endpoint, tlsRootCertificate, hostAlias } = options;
  if (!/^[^\s/]+:\d{1,5}$/.test(endpoint)) {
    throw createError('OPTIONS_INVALID', {
      because: 'endpoint is not host:port',
      details: { option: 'endpoint' },
    });
  }
  return new Client(endpoint, credentials.createSsl(Buffer.from(tlsRootCertificate)), {
    ...(hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': hostAlias }),
    'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
    // Each client has a connection of its own, so that companies in one process do not share one by accident.
    'grpc.use_local_subchannel_pool': 1,
    // gRPC's own pauses grow to two minutes, so that a peer could be back long before anybody dials it.
    'grpc.initial_reconnect_backoff_ms': RECONNECT_DELAY_MS,
    'grpc.max_reconnect_backoff_ms': RECONNECT_DELAY_MS_MAX,
  });
}

/** Resolves once the gateway answered the TLS handshake. @throws UNREACHABLE, CANCELLED */
export async function waitForGateway(
  client: Client,
  within: {
    readonly deadlineMs: number;
    readonly endpoint: string;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const { deadlineMs, endpoint, signal } = within;
  await new Promise<void>((resolve, reject) => {
    const cancel = (): void => reject(createError('CANCELLED', { stage: 'connect', cause: signal?.reason }));
    if (signal?.aborted === true) {
      cancel();
      return;
    }
    signal?.addEventListener('abort', cancel, { once: true });
    client.waitForReady(deadlineMs, (cause) => {
      signal?.removeEventListener('abort', cancel);
      if (cause === undefined) {
        resolve();
      } else {
        reject(
          createError('UNREACHABLE', { stage: 'connect', because: endpoint, details: { endpoint }, cause }),
        );
      }
    });
  });
}
