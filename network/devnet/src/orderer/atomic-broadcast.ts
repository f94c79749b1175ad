import { status as rpcStatus } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Clock } from '@kontti/fabric-protocol/base';
import type { CommittedBlock } from '../ledger/types';
import { deliver } from '../peer/deliver';
import type { DeliverAnswers } from '../peer/deliver';
import type { Channel } from '../peer/types';
import { verifySignedData } from '@kontti/fabric-protocol/policy';
import type { RpcMethod } from '../rpc/rpc';
import { RpcError } from '../rpc/rpc-error';
import type { Orderer } from './orderer';

interface AtomicBroadcastOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly orderer: Pick<Orderer, 'broadcast'>;
}

function decodeEnvelope(bytes: Uint8Array): common.Envelope {
  try {
    return common.Envelope.deserializeBinary(bytes);
  } catch {
    throw new RpcError({ code: rpcStatus.INTERNAL, message: 'grpc: error unmarshalling request' });
  }
}

/** The stream ends with the first message that is refused. Mirrors orderer/common/broadcast/broadcast.go Handle. */
async function* broadcast(
  requests: AsyncIterable<Uint8Array>,
  { orderer: sequencer }: AtomicBroadcastOptions,
): AsyncGenerator<orderer.BroadcastResponse, void, undefined> {
  for await (const bytes of requests) {
    const { status, info } = sequencer.broadcast(decodeEnvelope(bytes));
    const response = new orderer.BroadcastResponse();
    response.setStatus(status);
    response.setInfo(info);
    yield response;
    if (status !== common.Status.SUCCESS) {
      return;
    }
  }
}

/** A block as the orderer cut it: what peers found valid is none of its knowledge. */
function asOrdered({ block }: CommittedBlock): common.Block {
  const places = [...(block.getMetadata()?.getMetadataList_asU8() ?? [])];
  for (const peerPlace of [
    common.BlockMetadataIndex.TRANSACTIONS_FILTER,
    common.BlockMetadataIndex.COMMIT_HASH,
  ]) {
    places[peerPlace] = new Uint8Array();
  }
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList(places);
  const ordered = new common.Block();
  ordered.setHeader(block.getHeader());
  ordered.setData(block.getData());
  ordered.setMetadata(metadata);
  return ordered;
}

const answers: DeliverAnswers<orderer.DeliverResponse> = {
  status: (status) => {
    const response = new orderer.DeliverResponse();
    response.setStatus(status);
    return response;
  },
  block: (committed) => {
    const response = new orderer.DeliverResponse();
    response.setBlock(asOrdered(committed));
    return Promise.resolve(response);
  },
};

/** The service `orderer.AtomicBroadcast`, as Fabric's own commands use it. Mirrors orderer/common/server/server.go. */
export function atomicBroadcastMethods(options: AtomicBroadcastOptions): readonly RpcMethod[] {
  const { channel, clock } = options;
  const { mspManager, policies } = channel;
  return [
    {
      kind: 'duplex',
      path: '/orderer.AtomicBroadcast/Broadcast',
      handle: (requests) => broadcast(requests, options),
    },
    {
      kind: 'duplex',
      path: '/orderer.AtomicBroadcast/Deliver',
      handle: (requests, signal) =>
        deliver(requests, {
          ...{ channel, clock, signal, answers },
          mayRead: (signed) =>
            policies
              .policy('/Channel/Readers')
              ?.isSatisfiedBy(verifySignedData({ signedData: [signed], mspManager })) === true,
        }),
    },
  ];
}
