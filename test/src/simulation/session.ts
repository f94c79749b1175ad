import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { encodeContractError } from '@kontti/model';
import type { Session } from '@kontti/client-sdk/testing/session';
import { keyOf, type Envelope, type SimulatedLedger } from './ledger';
import type { Latency, Process } from './world';

const NETWORK: Latency = { minMs: 1, maxMs: 12 };
/** Of so many messages one is lost, or its answer is. */
const FAULT_ONCE_IN = 7;

interface CallOptions {
  readonly deadline: number;
}

/** What a gateway says when it fails. */
function failure(code: Grpc, message: string): GatewayError {
  const cause = Object.assign(new Error(message), { code, details: message, metadata: undefined });
  return new GatewayError({ code, details: [], message, cause: cause as never });
}

/** The official client of one process over the simulated ledger: only what the SDK asks of it. */
export function createSimulatedSession(ledger: SimulatedLedger, process: Process): Session {
  const peer = new SimulatedPeer(ledger, process);
  const closing = new AbortController();
  const timers = process.timers();
  const session = {
    mspId: 'Org1MSP',
    channelName: 'mychannel',
    chaincodeName: 'kontti',
    timeouts: {
      connectMs: 1_000,
      evaluateMs: 1_000,
      endorseMs: 1_000,
      submitMs: 1_000,
      commitStatusMs: 2_000,
      outcomeMs: 100,
      outageMs: 300,
    },
    timers,
    contract: {
      newProposal: (name: string, options: { readonly arguments: readonly string[] }) =>
        peer.propose(name, String(options.arguments[0])),
    },
    network: undefined,
    newCommit: (transactionId: string) => ({
      getStatus: (options: CallOptions) => peer.getStatus(transactionId, options),
    }),
    sign: (transaction: SimulatedTransaction) =>
      process.later(0, () => {
        peer.signatures += 1;
        return peer.open(encode({ ...transaction.envelope, signature: `${peer.signatures}` }));
      }),
    openTransaction: (bytes: Uint8Array) => peer.open(bytes),
    requireOpen: () => undefined,
    closed: closing.signal,
    close: () => closing.abort(),
  };
  return session as unknown as Session;
}

type SignedEnvelope = Envelope & { readonly signature: string };

/** Bytes in which the SDK finds no definition, and all that the simulation needs. */
function encode(envelope: SignedEnvelope): Uint8Array {
  const prepared = new gateway.PreparedTransaction();
  prepared.setTransactionId(JSON.stringify(envelope));
  return prepared.serializeBinary();
}

interface SimulatedTransaction {
  readonly envelope: Envelope;
  getBytes(): Uint8Array;
  getTransactionId(): string;
  getResult(): Uint8Array;
  submit(options: CallOptions): Promise<{ getStatus(options: CallOptions): Promise<unknown> }>;
}

class SimulatedPeer {
  signatures = 0;
  #proposals = 0;

  constructor(
    private readonly ledger: SimulatedLedger,
    private readonly process: Process,
  ) {}

  propose(name: string, args: string) {
    this.#proposals += 1;
    const transactionId = `${this.ledger.world.steps}-${this.#proposals}-${args}`;
    return {
      getTransactionId: () => transactionId,
      endorse: () => this.#endorse({ transactionId, name, args }),
    };
  }

  /** What is written down, as it was signed. */
  open(bytes: Uint8Array): SimulatedTransaction {
    const text = gateway.PreparedTransaction.deserializeBinary(bytes).getTransactionId();
    const envelope = JSON.parse(text) as SignedEnvelope;
    const { transactionId, args } = envelope;
    return {
      envelope,
      getBytes: () => bytes,
      getTransactionId: () => transactionId,
      getResult: () => Buffer.from(JSON.stringify({ key: keyOf(args), digest: 'd'.repeat(64), at: 1 })),
      submit: async (options) => {
        await this.#submit(bytes, envelope);
        return { getStatus: (each) => this.getStatus(transactionId, each ?? options) };
      },
    };
  }

  /** The answer of the own peer, once it has the transaction. */
  getStatus(transactionId: string, { deadline }: CallOptions): Promise<unknown> {
    const { ledger, process } = this;
    const { world } = ledger;
    if (world.random.once(FAULT_ONCE_IN)) {
      return process.later(world.latencyOf(NETWORK), () => {
        throw failure(Grpc.UNAVAILABLE, 'the peer went away');
      });
    }
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = ledger.recorded.get(transactionId);
        if (found === undefined) {
          ledger.onBlock(look);
          return;
        }
        const { code, block } = found;
        void process
          .later(world.latencyOf(NETWORK), () => ({ code, transactionId, blockNumber: BigInt(block) }))
          .then(resolve);
      };
      look();
      const late = failure(Grpc.DEADLINE_EXCEEDED, 'deadline exceeded');
      world.after(deadline - world.nowMs, () => {
        if (process.isAlive) reject(late);
      });
    });
  }

  async #endorse(asked: {
    transactionId: string;
    name: string;
    args: string;
  }): Promise<SimulatedTransaction> {
    const { ledger, process } = this;
    const { world } = ledger;
    const envelope = await process.later(world.latencyOf(NETWORK), () => {
      if (world.random.once(FAULT_ONCE_IN)) throw failure(Grpc.UNAVAILABLE, 'no peer');
      if (keyOf(asked.args).endsWith('refused')) {
        const info = encodeContractError({ code: 'STATE', message: 'refused', field: '', details: {} });
        throw failure(Grpc.ABORTED, `chaincode response 500, ${info}`);
      }
      return { ...asked, read: ledger.versionOf(asked.args) };
    });
    return this.open(encode({ ...envelope, signature: '' }));
  }

  async #submit(bytes: Uint8Array, envelope: Envelope): Promise<void> {
    const { ledger, process } = this;
    const { world } = ledger;
    const { random } = world;
    const isLost = random.once(FAULT_ONCE_IN);
    const isAnswerLost = random.once(FAULT_ONCE_IN);
    const copies = isLost ? 0 : random.once(FAULT_ONCE_IN) ? 2 : 1;
    const sentMs = world.latencyOf(NETWORK);
    // What has left the process arrives, also when the process ends meanwhile.
    for (let copy = 0; copy < copies; copy += 1) {
      world.after(sentMs + copy * world.latencyOf(NETWORK), () => ledger.order(bytes, envelope));
    }
    await process.later(sentMs + world.latencyOf(NETWORK), () => {
      const codes = [Grpc.UNAVAILABLE, Grpc.DEADLINE_EXCEEDED, Grpc.ABORTED];
      if (isLost || isAnswerLost) throw failure(random.pick(codes), 'lost');
    });
  }
}
