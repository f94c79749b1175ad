import { gateway, type peer } from '@hyperledger/fabric-protos';
import type { Clock } from '@kontti/fabric-protocol/base';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { createPeerClient, type Signed, type TransactionName } from './peer-client';
import type { ConnectionBounds, PeerTarget } from './peer-target';
import { createCall, type UnsignedCall } from '@kontti/fabric-protocol/envelopes';
import type { LifecycleStage } from './rpc-failure';

export interface ChaincodeArguments {
  /** Empty for calls that concern one peer only. */
  readonly channelId: string;
  readonly chaincodeName: string;
  readonly functionName: string;
  /** None where the function takes none. */
  readonly argument?: Uint8Array;
  /** What follows it. */
  readonly moreArguments?: readonly Uint8Array[];
  /** True for the call that initialises a chaincode whose definition demands it. */
  readonly isInit?: boolean;
}

/** One peer, seen by one identity. */
export interface PeerConnection {
  /** The peer that it is connected to. */
  readonly target: PeerTarget;
  /** Executes on this peer alone; nothing is ordered. @throws NetworkError LIFECYCLE_FAILED */
  call(options: ChaincodeArguments & { stage: LifecycleStage }): Promise<peer.Response>;
  /** Has a peer of one of these companies execute it, through the peer's gateway; nothing is ordered. @throws NetworkError LIFECYCLE_FAILED */
  evaluate(options: ChaincodeArguments & { organizations: readonly string[] }): Promise<Uint8Array>;
  /** Endorses, orders and waits for the commit, through the peer's gateway. @throws NetworkError LIFECYCLE_FAILED */
  submit(options: ChaincodeArguments & { endorsers?: readonly string[] }): Promise<void>;
  /** Collects endorsements and orders nothing. @throws NetworkError LIFECYCLE_FAILED */
  endorse(options: ChaincodeArguments & { endorsers: readonly string[] }): Promise<void>;
  /** Closes the connection; nothing can be asked after that. */
  close(): void;
}

/** Where proposals take their time and what makes them unique from. */
export interface ProposalSource {
  /** Dates proposals; peers compare the time with their own. */
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Returns so many random bytes, for the nonce that makes a proposal unique: `randomBytes` of `node:crypto`. */
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Which peer is asked, and by whom. */
export interface PeerConnectionOptions extends ProposalSource, ConnectionBounds {
  /** How the peer is reached. */
  readonly target: PeerTarget;
  /** Who asks: every proposal is signed in its name. */
  readonly signer: Signer;
}

const nonceBytes = 24;

/** A call in somebody's name, to be signed. */
export function argumentsToCall(
  {
    channelId,
    chaincodeName,
    functionName,
    argument,
    moreArguments = [],
    isInit = false,
  }: ChaincodeArguments,
  { creator, clock, randomBytes }: ProposalSource & { creator: Uint8Array },
): UnsignedCall {
  const given = argument === undefined ? [] : [argument, ...moreArguments];
  const args = [Buffer.from(functionName), ...given];
  const nonce = randomBytes(nonceBytes);
  return createCall({ channelId, chaincodeName, args, isInit, creator, nonce, timeMs: clock.nowMs() });
}

/** The `gateway.CommitStatusRequest` bytes with which a creator asks for a transaction's outcome. */
export function createCommitStatusRequest(options: TransactionName & { creator: Uint8Array }): Uint8Array {
  const request = new gateway.CommitStatusRequest();
  request.setTransactionId(options.transactionId);
  request.setChannelId(options.channelId);
  request.setIdentity(options.creator);
  return request.serializeBinary();
}

/**
 * Opens a connection to a peer, lazily, by TLS.
 * @example
 * const connection = connectPeer({ target, signer, clock: systemClock, randomBytes });
 * const config = await readChannelConfig(connection, 'mychannel');
 * connection.close();
 * @throws NetworkError ORGANIZATION_INVALID
 */
export function connectPeer(options: PeerConnectionOptions): PeerConnection {
  const { target, signer } = options;
  const client = createPeerClient(target, options);
  const sign = (bytes: Uint8Array): Signed => ({ bytes, signature: signer.sign(bytes) });
  const begin = (call: ChaincodeArguments): { name: TransactionName; proposal: Signed } => {
    const { transactionId, proposal } = argumentsToCall(call, { ...options, creator: signer.serialized });
    return { name: { channelId: call.channelId, transactionId }, proposal: sign(proposal) };
  };
  return {
    target,
    call: ({ stage, ...call }) => client.call(begin(call).proposal, stage),
    async evaluate({ organizations, ...call }) {
      const { name, proposal } = begin(call);
      return await client.evaluate({ ...name, proposal, organizations });
    },
    async submit({ endorsers = [], ...call }) {
      const { name, proposal } = begin(call);
      const payload = sign(await client.endorse({ ...name, proposal, endorsers }));
      await client.submit({ ...name, payload });
      await client.commitStatus(sign(createCommitStatusRequest({ ...name, creator: signer.serialized })));
    },
    async endorse({ endorsers, ...call }) {
      const { name, proposal } = begin(call);
      await client.endorse({ ...name, proposal, endorsers });
    },
    close: () => {
      client.close();
    },
  };
}
