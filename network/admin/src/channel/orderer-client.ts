import { setTimeout as delay } from 'node:timers/promises';
import { status as rpcStatus, type ServiceError } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { explorerLimits } from '../explorer/limits';
import { targetToClientArguments } from '../access/peer-target';
import type { BlockSource } from './deliver-block';
import { broadcastRetries, channelTimeouts } from './limits';
import type { OrdererTarget } from './orderer-target';

/** An orderer, as administration needs it. */
interface OrdererClient {
  readonly source: BlockSource;
  /** Hands over an envelope; settles when the orderer has taken it. @throws NetworkError CHANNEL_UPDATE_REFUSED, ORDERER_UNREACHABLE */
  broadcast(envelope: common.Envelope): Promise<void>;
  close(): void;
}

function unreachable(endpoint: string, error: ServiceError): NetworkError {
  const reason = error.details || error.message;
  const isTls = /certificate|handshake|self.signed|SSL|TLS/i.test(reason);
  const remedy = isTls
    ? 'its TLS certificate is of no authority that is known: name the file of its TLS root with --cafile'
    : 'check that it runs, or name another with --orderer';
  return new NetworkError({
    code: 'ORDERER_UNREACHABLE',
    message: `The orderer at ${endpoint} cannot be reached; ${remedy} (${reason}).`,
    details: { endpoint, grpcStatus: error.code },
    cause: error,
  });
}

/** What helps, by what orderers say (orderer/common/broadcast, msgprocessor, common/configtx). */
const remedies: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /but it is currently at version|is at version|was in the read set/,
    'the configuration has changed since: make the update anew',
  ],
  [
    /policy for .* not satisfied/,
    'admins are missing: kontti channel status FILE says whose signatures are needed',
  ],
  [
    /permission denied|implicit policy evaluation failed/,
    'the channel does not take messages of this identity: submit as an admin or client of a company of the channel',
  ],
  [/identity expired/, "the submitter's certificate has expired: use a valid one"],
  [/channel does not exist/, 'the orderer is in no such channel: check --channel'],
];

function refused(endpoint: string, response: orderer.BroadcastResponse): NetworkError {
  const { status, info } = response.toObject();
  const name = Object.entries(common.Status).find(([, code]) => code === status)?.[0] ?? String(status);
  const remedy = remedies.find(([pattern]) => pattern.test(info))?.[1];
  return new NetworkError({
    code: 'CHANNEL_UPDATE_REFUSED',
    message: `The orderer at ${endpoint} refused with ${name}: ${info}${remedy === undefined ? '' : ` (${remedy})`}.`,
    details: { endpoint, status: name, info },
  });
}

async function broadcastOnce(
  client: orderer.AtomicBroadcastClient,
  endpoint: string,
  envelope: common.Envelope,
): Promise<orderer.BroadcastResponse> {
  const stream = client.broadcast({ deadline: Date.now() + channelTimeouts.broadcastMs });
  stream.write(envelope);
  stream.end();
  try {
    for await (const response of stream as AsyncIterable<orderer.BroadcastResponse>) return response;
  } catch (error) {
    throw unreachable(endpoint, error as ServiceError);
  } finally {
    stream.cancel();
  }
  const message = `The orderer at ${endpoint} gave no answer: look with kontti channel config whether the update came through.`;
  throw new NetworkError({ code: 'ORDERER_UNREACHABLE', message, details: { endpoint } });
}

/** Orderers without a leader answer SERVICE_UNAVAILABLE; the same bytes can be sent again without harm. */
async function broadcastPatiently(
  send: () => Promise<orderer.BroadcastResponse>,
): Promise<orderer.BroadcastResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send();
    const isLeaderless = response.getStatus() === common.Status.SERVICE_UNAVAILABLE;
    if (!isLeaderless || attempt >= broadcastRetries.attemptsMax) return response;
    await delay(broadcastRetries.intervalMs);
  }
}

/** Opens a client of an orderer, lazily, by TLS. @throws NetworkError ORGANIZATION_INVALID for a broken certificate */
export function connectOrderer(target: OrdererTarget): OrdererClient {
  const { endpoint } = target;
  const { address, channelCredentials, channelOptions } = targetToClientArguments(
    { ...target, mspId: `the orderer at ${endpoint}` },
    { messageBytesMax: explorerLimits.blockBytesMax },
  );
  const client = new orderer.AtomicBroadcastClient(address, channelCredentials, channelOptions);
  return {
    source: {
      name: `The orderer at ${endpoint}`,
      deliver: (options) => client.deliver(options),
      toFailure: (error) => unreachable(endpoint, error as ServiceError),
    },
    async broadcast(envelope) {
      const response = await broadcastPatiently(() => broadcastOnce(client, endpoint, envelope));
      if (response.getStatus() !== common.Status.SUCCESS) throw refused(endpoint, response);
    },
    close: () => {
      client.close();
    },
  };
}

/** True when another orderer may do better. */
export function isOrdererAway(error: unknown): boolean {
  return (
    error instanceof NetworkError &&
    error.code === 'ORDERER_UNREACHABLE' &&
    error.details['grpcStatus'] === rpcStatus.UNAVAILABLE
  );
}
