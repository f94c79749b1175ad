import { status } from '@grpc/grpc-js';
import { common, peer } from '@hyperledger/fabric-protos';
import type { Clock } from '@kontti/fabric-protocol/base';
import type { CommittedBlock } from '../ledger/types';
import { decodeRequest } from '../rpc/rpc';
import type { RpcMethod } from '../rpc/rpc';
import { RpcError } from '../rpc/rpc-error';
import { limitConcurrency } from '../rpc/rpc-limit';
import { readRefusal } from './access';
import { deliver } from './deliver';
import type { DeliverAnswers } from './deliver';
import { blockToFiltered } from './filtered-block';
import { peerLimits } from './limits';
import { createPrivateAnswer } from './private-answer';
import type { Channel, Endorser } from './types';

interface PeerServiceOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly endorser: Endorser;
}

function statusResponse(code: Parameters<peer.DeliverResponse['setStatus']>[0]): peer.DeliverResponse {
  const response = new peer.DeliverResponse();
  response.setStatus(code);
  return response;
}

function wholeBlock(committed: CommittedBlock): Promise<peer.DeliverResponse> {
  const response = new peer.DeliverResponse();
  response.setBlock(committed.block);
  return Promise.resolve(response);
}

function filteredBlock(committed: CommittedBlock): Promise<peer.DeliverResponse> {
  const filtered = blockToFiltered(committed);
  if (filtered === undefined) {
    return Promise.resolve(statusResponse(common.Status.BAD_REQUEST));
  }
  const response = new peer.DeliverResponse();
  response.setFilteredBlock(filtered);
  return Promise.resolve(response);
}

/** The services `protos.Endorser` and `protos.Deliver` of one company's peer. */
export function peerMethods(options: PeerServiceOptions): readonly RpcMethod[] {
  const { channel, clock, endorser } = options;
  const deliverMethod = (name: string, block: DeliverAnswers<peer.DeliverResponse>['block']): RpcMethod => ({
    kind: 'duplex',
    path: `/protos.Deliver/${name}`,
    handle: (requests, signal) =>
      deliver(requests, {
        ...{ channel, clock, signal },
        mayRead: (signed) => readRefusal({ channel, channelId: channel.channelId, signed }) === undefined,
        answers: { status: statusResponse, block },
      }),
  });
  const methods: readonly RpcMethod[] = [
    {
      kind: 'unary',
      path: '/protos.Endorser/ProcessProposal',
      handle: async (bytes) => {
        const { response, refusal } = await endorser.processProposal(
          decodeRequest(peer.SignedProposal, bytes),
        );
        if (response === undefined || refusal !== undefined) {
          throw new RpcError({ code: status.UNKNOWN, message: refusal ?? 'the peer did not answer' });
        }
        return response;
      },
    },
    deliverMethod('Deliver', wholeBlock),
    deliverMethod('DeliverFiltered', filteredBlock),
    deliverMethod('DeliverWithPrivateData', createPrivateAnswer({ channel, mspId: endorser.mspId })),
  ];
  return limitConcurrency({ service: 'protos.Endorser', methods, max: peerLimits.concurrentCallsMax });
}
