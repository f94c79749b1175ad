import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { createCall } from '@kontti/fabric-protocol/envelopes';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { createTestTransaction } from '@kontti/fabric-protocol/testing/test-transaction';
import { createSeekEnvelope } from '@kontti/fabric-admin/explorer';
import { signEnvelope, type Bend } from './envelope';

/** Where requests go: what the methods of the network's endpoints take. */
export interface Target {
  readonly path: string;
  /** `stream`: answered while requests may still follow; `answers`: one request, many answers. */
  readonly kind: 'unary' | 'answers' | 'stream';
  /** True where waiting is an answer: for a transaction or a block that does not exist. */
  readonly mayWait: boolean;
  /** A valid request; what is bent is bent before it is signed. */
  create(bend: Bend): Uint8Array;
}

/** What requests are made of. */
export interface TargetOptions {
  readonly channelId: string;
  readonly chaincodeName: string;
  readonly client: Signer;
  readonly peers: readonly Signer[];
  readonly nonce: () => Uint8Array;
  readonly nowMs: () => number;
}

const asIs: Bend = (bytes) => bytes;

function createSignedCall(
  options: TargetOptions,
  bend: Bend,
): { transactionId: string; proposal: peer.SignedProposal } {
  const { channelId, chaincodeName, client, nonce, nowMs } = options;
  const args = ['put', 'key', 'value'].map((text) => Buffer.from(text));
  const { transactionId, proposal } = createCall({
    ...{ channelId, chaincodeName, args, creator: client.serialized, nonce: nonce(), timeMs: nowMs() },
  });
  const bytes = bend(proposal);
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(bytes);
  signed.setSignature(client.sign(bytes));
  return { transactionId, proposal: signed };
}

function createSubmission(
  options: TargetOptions,
  bend: Bend,
): { transactionId: string; envelope: Uint8Array } {
  const { channelId, chaincodeName, client, peers, nonce } = options;
  // Half of what is bent is bent where endorsers sign it, so that it gets as far as the ledger.
  const results = bend(readWriteSet(chaincodeName));
  const made = createTestTransaction({
    ...{ channelId, chaincodeName, creator: client, endorsers: peers, results, nonce: nonce() },
  });
  return { transactionId: made.txId, envelope: made.bytes };
}

function readWriteSet(namespace: string): Uint8Array {
  const write = Buffer.from([0x0a, 0x03, 0x6b, 0x65, 0x79, 0x1a, 0x01, 0x31]);
  const read = Buffer.from([0x0a, 0x03, 0x6b, 0x65, 0x79]);
  const set = Buffer.from([0x0a, read.length, ...read, 0x1a, write.length, ...write]);
  const name = Buffer.from(namespace);
  const ofNamespace = Buffer.concat([
    Buffer.from([0x0a, name.length]),
    name,
    Buffer.from([0x12, set.length]),
    set,
  ]);
  return Buffer.concat([Buffer.from([0x12, ofNamespace.length]), ofNamespace]);
}

/** With which a client asks for block 0. */
function seekPayload({ channelId, client: signer, nonce, nowMs }: TargetOptions): Uint8Array {
  const first = { from: 0, to: 0 };
  return createSeekEnvelope({
    channelId,
    signer,
    nonce: nonce(),
    timeMs: nowMs(),
    ...first,
  }).getPayload_asU8();
}

function signedRequest(options: {
  client: Signer;
  request: Uint8Array;
  bend: Bend;
}): [Uint8Array, Uint8Array] {
  const bytes = options.bend(options.request);
  return [bytes, options.client.sign(bytes)];
}

function unary(path: string, create: Target['create'], mayWait = false): Target {
  return { path, kind: 'unary', mayWait, create };
}

function gatewayTargets(options: TargetOptions): Target[] {
  const { channelId, chaincodeName, client, nonce } = options;
  return [
    unary('/gateway.Gateway/Evaluate', (bend) => {
      const { transactionId, proposal } = createSignedCall(options, bend);
      const request = new gateway.EvaluateRequest();
      request.setChannelId(channelId);
      request.setTransactionId(transactionId);
      request.setProposedTransaction(proposal);
      return request.serializeBinary();
    }),
    unary('/gateway.Gateway/Endorse', (bend) => {
      const { transactionId, proposal } = createSignedCall(options, bend);
      const request = new gateway.EndorseRequest();
      request.setChannelId(channelId);
      request.setTransactionId(transactionId);
      request.setProposedTransaction(proposal);
      return request.serializeBinary();
    }),
    unary('/gateway.Gateway/Submit', (bend) => {
      const { transactionId, envelope } = createSubmission(options, bend);
      const request = new gateway.SubmitRequest();
      request.setChannelId(channelId);
      request.setTransactionId(transactionId);
      request.setPreparedTransaction(common.Envelope.deserializeBinary(envelope));
      return request.serializeBinary();
    }),
    unary(
      '/gateway.Gateway/CommitStatus',
      (bend) => {
        const request = new gateway.CommitStatusRequest();
        request.setChannelId(channelId);
        request.setTransactionId(Buffer.from(nonce()).toString('hex'));
        request.setIdentity(client.serialized);
        const [bytes, signature] = signedRequest({ client, request: request.serializeBinary(), bend });
        const signed = new gateway.SignedCommitStatusRequest();
        signed.setRequest(bytes);
        signed.setSignature(signature);
        return signed.serializeBinary();
      },
      true,
    ),
    {
      path: '/gateway.Gateway/ChaincodeEvents',
      kind: 'answers',
      mayWait: true,
      create: (bend) => {
        const position = new orderer.SeekPosition();
        position.setOldest(new orderer.SeekOldest());
        const request = new gateway.ChaincodeEventsRequest();
        request.setChannelId(channelId);
        request.setChaincodeId(chaincodeName);
        request.setIdentity(client.serialized);
        request.setStartPosition(position);
        const [bytes, signature] = signedRequest({ client, request: request.serializeBinary(), bend });
        const signed = new gateway.SignedChaincodeEventsRequest();
        signed.setRequest(bytes);
        signed.setSignature(signature);
        return signed.serializeBinary();
      },
    },
  ];
}

/** Every method of a peer's endpoint. */
export function peerTargets(options: TargetOptions): Target[] {
  const { client } = options;
  const seek: Target['create'] = (bend) =>
    signEnvelope({
      payload: seekPayload(options),
      signer: client,
      bend,
    });
  return [
    ...gatewayTargets(options),
    unary('/protos.Endorser/ProcessProposal', (bend) =>
      createSignedCall(options, bend).proposal.serializeBinary(),
    ),
    ...['Deliver', 'DeliverFiltered', 'DeliverWithPrivateData'].map((name): Target => ({
      path: `/protos.Deliver/${name}`,
      kind: 'stream',
      mayWait: true,
      create: seek,
    })),
  ];
}

/** Every method of an orderer's endpoint. */
export function ordererTargets(options: TargetOptions): Target[] {
  const { client } = options;
  return [
    {
      path: '/orderer.AtomicBroadcast/Broadcast',
      kind: 'stream',
      mayWait: true,
      create: (bend) => {
        const { envelope } = createSubmission(options, asIs);
        const payload = common.Envelope.deserializeBinary(envelope).getPayload_asU8();
        return signEnvelope({ payload, signer: client, bend });
      },
    },
    {
      path: '/orderer.AtomicBroadcast/Deliver',
      kind: 'stream',
      mayWait: true,
      create: (bend) =>
        signEnvelope({
          payload: seekPayload(options),
          signer: client,
          bend,
        }),
    },
  ];
}
