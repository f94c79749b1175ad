import { Client, credentials } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { chaincodeLimits } from './limits';
import type { ChaincodeAddress } from '@kontti/fabric-admin/packages';

/** Encoded `ChaincodeMessage`s in both directions, whichever side opened it. */
export interface ChaincodeStream {
  on(event: 'data', listener: (bytes: Buffer) => void): unknown;
  on(event: 'error', listener: (cause: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  write(bytes: Uint8Array): unknown;
  /** Messages that were written and are not sent yet. */
  readonly writableLength: number;
}

interface DialledChaincode {
  readonly stream: ChaincodeStream;
  close(): void;
}

function channelCredentials(tls: ChaincodeAddress['tls']): ChannelCredentials {
  if (tls === undefined) {
    return credentials.createInsecure();
  }
  const { rootCertPem, clientCertPem, clientKeyPem } = tls;
  if (clientCertPem === undefined || clientKeyPem === undefined) {
    return credentials.createSsl(Buffer.from(rootCertPem));
  }
  return credentials.createSsl(
    Buffer.from(rootCertPem),
    Buffer.from(clientKeyPem),
    Buffer.from(clientCertPem),
  );
}

const identity = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Opens the stream to a chaincode that listens as a server. Mirrors core/container/externalbuilder and core/chaincode's client mode.
 * @throws NetworkError CHAINCODE_UNAVAILABLE
 */
export async function dialChaincode(target: ChaincodeAddress): Promise<DialledChaincode> {
  const client = new Client(target.address, channelCredentials(target.tls), {
    'grpc.max_receive_message_length': chaincodeLimits.messageBytesMax,
    'grpc.max_send_message_length': chaincodeLimits.messageBytesMax,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.min_reconnect_backoff_ms': 100,
    'grpc.enable_http_proxy': 0,
  });
  // gRPC's deadlines are the machine's, whatever clock the network runs on.
  const deadline = new Date(Date.now() + (target.dialTimeoutMs ?? chaincodeLimits.dialTimeoutMs));
  try {
    await new Promise<void>((resolve, reject) => {
      client.waitForReady(deadline, (error) => {
        if (error === undefined) {
          resolve();
        } else {
          reject(error);
        }
      });
    });
  } catch (cause) {
    client.close();
    throw new NetworkError({
      code: 'CHAINCODE_UNAVAILABLE',
      message: `connection to chaincode at ${target.address} failed`,
      details: { address: target.address },
      cause,
    });
  }
  const stream = client.makeBidiStreamRequest<Uint8Array, Buffer>(
    '/protos.Chaincode/Connect',
    identity,
    (bytes) => bytes,
  );
  return {
    stream,
    close: () => {
      stream.cancel();
      client.close();
    },
  };
}
