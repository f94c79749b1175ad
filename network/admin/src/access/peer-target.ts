import { isIP } from 'node:net';
import { credentials, type ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import { NetworkError, textToAddress } from '@kontti/fabric-protocol/base';
import { accessLimits } from './limits';

/** How a peer is reached. */
export interface PeerTarget {
  /** MSP id of the company whose peer it is. */
  readonly mspId: string;
  /** Host and port. */
  readonly endpoint: string;
  /** Absent for a peer of the own machine without TLS. */
  readonly tlsRootCertPem?: string;
  /** The name in the peer's certificate, when it is reached by another. */
  readonly hostAlias?: string;
  /** What this side shows of itself, where the peer demands it. */
  readonly tlsClient?: { readonly certificatePem: string; readonly privateKeyPem: string };
}

/** How much a connection takes, and for how long it waits. */
export interface ConnectionBounds {
  /** Bytes of one message; by default as much as a chaincode package takes. */
  readonly messageBytesMax?: number;
  /** One call that is executed and not ordered; 30 s by default. */
  readonly callTimeoutMs?: number;
}

/** Room beside the package itself in a message that installs it. */
const messageOverheadBytes = 1024 * 1024;

/** Whether a host and port are of the own machine, whatever a name server says. */
export function isLoopback(endpoint: string): boolean {
  const { host = '' } = textToAddress(endpoint) ?? {};
  return isIP(host) === 0 ? /^(.+\.)?localhost$/i.test(host) : /^127\.|^::1$/.test(host);
}

function targetToCredentials({ tlsRootCertPem, tlsClient }: PeerTarget): ChannelCredentials {
  if (tlsRootCertPem === undefined) return credentials.createInsecure();
  return credentials.createSsl(
    Buffer.from(tlsRootCertPem),
    ...(tlsClient === undefined
      ? []
      : [Buffer.from(tlsClient.privateKeyPem), Buffer.from(tlsClient.certificatePem)]),
  );
}

/** What gRPC's clients are constructed with. @throws NetworkError ORGANIZATION_INVALID for a broken certificate */
export function targetToClientArguments(
  target: PeerTarget,
  bounds: ConnectionBounds = {},
): {
  address: string;
  channelCredentials: ChannelCredentials;
  channelOptions: ChannelOptions;
} {
  const { endpoint, hostAlias } = target;
  const messageBytesMax = bounds.messageBytesMax ?? accessLimits.packageBytesMax + messageOverheadBytes;
  const channelOptions: ChannelOptions = {
    'grpc.max_send_message_length': messageBytesMax,
    'grpc.max_receive_message_length': messageBytesMax,
    ...(hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': hostAlias }),
    // A proxy cannot know what this machine calls localhost.
    ...(isLoopback(endpoint) ? { 'grpc.enable_http_proxy': 0 } : {}),
  };
  try {
    const channelCredentials = targetToCredentials(target);
    return { address: endpoint, channelCredentials, channelOptions };
  } catch (cause) {
    const message = `The TLS certificate of ${target.mspId} cannot be read.`;
    throw new NetworkError({
      code: 'ORGANIZATION_INVALID',
      message,
      details: { mspId: target.mspId },
      cause,
    });
  }
}
