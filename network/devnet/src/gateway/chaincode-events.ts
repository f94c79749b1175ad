import { status } from '@grpc/grpc-js';
import type { orderer } from '@hyperledger/fabric-protos';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import type { CommittedBlock } from '../ledger/types';
import { openEnvelopeBytes, payloadToChaincodeActions } from '@kontti/fabric-protocol/envelopes';
import { wireFormatRefusal } from '@kontti/fabric-protocol/base';
import { readRefusal } from '../peer/access';
import { followBlocks } from '../peer/follow-blocks';
import { RpcError, invalidArgument } from '../rpc/rpc-error';
import type { GatewayContext } from './types';

/** The event of one transaction in a block, or undefined. */
function envelopeToEvent(bytes: Uint8Array): peer.ChaincodeEvent | undefined {
  const { payload, channelHeader } = openEnvelopeBytes(bytes) ?? {};
  if (payload === undefined || channelHeader?.getType() !== common.HeaderType.ENDORSER_TRANSACTION) {
    return undefined;
  }
  const event = payloadToChaincodeActions(payload)?.[0]?.getEvents_asU8();
  return event?.length ? peer.ChaincodeEvent.deserializeBinary(event) : undefined;
}

/** The events of a block's VALID transactions, in order. Mirrors internal/pkg/gateway/event. */
function blockToEvents(committed: CommittedBlock): peer.ChaincodeEvent[] {
  const data = committed.block.getData()?.getDataList_asU8() ?? [];
  return data.flatMap((bytes, index) => {
    if (committed.outcomes[index]?.code !== peer.TxValidationCode.VALID) {
      return [];
    }
    const event = envelopeToEvent(bytes);
    return event === undefined ? [] : [event];
  });
}

/** @throws RpcError INVALID_ARGUMENT */
function positionToBlock(options: { position: orderer.SeekPosition | undefined; height: number }): number {
  const { position, height } = options;
  if (position === undefined || position.hasNextCommit()) {
    return height;
  }
  const specified = position.getSpecified();
  if (specified === undefined && (position.hasOldest() || position.hasNewest())) {
    const type = position.hasOldest() ? 'Oldest' : 'Newest';
    throw invalidArgument(`invalid start position type: *orderer.SeekPosition_${type}`);
  }
  return specified?.getNumber() ?? height;
}

async function startBlock(options: {
  context: GatewayContext;
  request: gateway.ChaincodeEventsRequest;
}): Promise<number> {
  const { ledger } = options.context.channel;
  const txId = options.request.getAfterTransactionId();
  const after = txId === '' ? undefined : await ledger.getTransaction(txId);
  return (
    after?.blockNumber ??
    positionToBlock({ position: options.request.getStartPosition(), height: ledger.height })
  );
}

/** Matches nothing until the event of the transaction after which to begin has gone by. */
function eventMatcher(request: gateway.ChaincodeEventsRequest): (event: peer.ChaincodeEvent) => boolean {
  const chaincodeId = request.getChaincodeId();
  const afterTxId = request.getAfterTransactionId();
  let passed = afterTxId === '';
  return (event) => {
    if (passed) {
      return event.getChaincodeId() === chaincodeId;
    }
    passed = event.getTxId() === afterTxId;
    return false;
  };
}

/** @throws RpcError INVALID_ARGUMENT, PERMISSION_DENIED */
function readRequest(options: {
  context: GatewayContext;
  request: gateway.SignedChaincodeEventsRequest;
}): gateway.ChaincodeEventsRequest {
  const { context, request: signedRequest } = options;
  const message = signedRequest.getRequest_asU8();
  if (message.length === 0) {
    throw invalidArgument('a chaincode events request is required');
  }
  let request: gateway.ChaincodeEventsRequest;
  try {
    request = gateway.ChaincodeEventsRequest.deserializeBinary(message);
  } catch {
    throw invalidArgument(`invalid chaincode events request: ${wireFormatRefusal}`);
  }
  const { channel } = context;
  const signature = signedRequest.getSignature_asU8();
  const signed = { identity: request.getIdentity_asU8(), message, signature };
  const refusal = readRefusal({ channel, channelId: request.getChannelId(), signed });
  if (refusal !== undefined) {
    throw new RpcError({ code: status.PERMISSION_DENIED, message: refusal });
  }
  return request;
}

/** Yields the chaincode's events block by block. Mirrors internal/pkg/gateway/chaincodeevents.go. */
export async function* chaincodeEvents(options: {
  context: GatewayContext;
  request: gateway.SignedChaincodeEventsRequest;
  signal: AbortSignal;
}): AsyncGenerator<gateway.ChaincodeEventsResponse, void, undefined> {
  const { context, signal } = options;
  const request = readRequest(options);
  const matches = eventMatcher(request);
  const start = await startBlock({ context, request });
  for await (const committed of followBlocks({ ledger: context.channel.ledger, start, signal })) {
    const events = blockToEvents(committed).filter(matches);
    if (events.length > 0) {
      const response = new gateway.ChaincodeEventsResponse();
      response.setEventsList(events);
      response.setBlockNumber(committed.block.getHeader()?.getNumber() ?? 0);
      yield response;
    }
  }
}
