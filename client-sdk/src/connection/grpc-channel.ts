import { Channel, Client, credentials } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { cancelOnSignals } from '../gateway/cancellation';
import {
  KEEPALIVE_MS,
  KEEPALIVE_TIMEOUT_MS,
  MESSAGE_BYTES_MAX,
  RECONNECT_DELAY_MS,
  RECONNECT_DELAY_MS_MAX,
} from '../limits';
import type { Endpoint } from './endpoint';
import { FailoverChannel } from './failover-channel';

/** What a client shows to peers that demand a TLS certificate of it; PEM. */
export interface TlsClient {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
}

/** Makes a client of one company's peers; it connects with the first call. */
export function createGrpcClient(endpoints: readonly Endpoint[], tlsClient?: TlsClient): Client {
  const channels = endpoints.map((endpoint) => createChannel(endpoint, tlsClient));
  const channel = new FailoverChannel(channels);
  // The channel brings its own credentials; the client's are not used.
  return new Client(channel.getTarget(), credentials.createInsecure(), {
    channelOverride: channel,
    callInvocationTransformer: cancelOnSignals,
  });
}

function createChannel(endpoint: Endpoint, tlsClient: TlsClient | undefined): Channel {
  const { tls, host, address } = endpoint;
  return new Channel(address, toCredentials(endpoint, tlsClient), {
    ...(tls === undefined || tls.serverName === host
      ? {}
      : { 'grpc.ssl_target_name_override': tls.serverName }),
    'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
    // Each client has a connection of its own, so that companies in one process do not share one by accident.
    'grpc.use_local_subchannel_pool': 1,
    // gRPC's own pauses grow to two minutes, so that a peer could be back long before anybody dials it.
    'grpc.initial_reconnect_backoff_ms': RECONNECT_DELAY_MS,
    'grpc.max_reconnect_backoff_ms': RECONNECT_DELAY_MS_MAX,
    // A peer whose machine is gone closes nothing: without a test, a stream of blocks would wait for it for ever.
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  });
}

function toCredentials({ tls }: Endpoint, tlsClient: TlsClient | undefined): ChannelCredentials {
  return tls === undefined
    ? credentials.createInsecure()
    : credentials.createSsl(tls.roots, tlsClient?.privateKey, tlsClient?.certificate);
}
