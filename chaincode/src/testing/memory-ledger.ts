import './quiet';
import { createRequire } from 'node:module';
import {
  EventEnvelope,
  canonicalJson,
  decodeContractError,
  parseValue,
  type ContractErrorInfo,
  type DomainEvent,
} from '@kontti/model';
import { contracts, serializers } from '../index';
import type { TestIdentity } from './identities';
import {
  MemoryChain,
  type MemoryMembers,
  type MemoryTransaction,
  type OrderedTransaction,
  type StateRead,
  type TransactionCode,
} from './memory-chain';
import type { MemoryState, StateWrite } from './memory-state';
import { MemoryStub } from './memory-stub';

interface ChaincodeResponse {
  readonly status: number;
  readonly message?: string;
  readonly payload?: Uint8Array;
}

interface LoadedChaincode {
  readonly metadata: { readonly contracts: Record<string, { readonly transactions: { name: string }[] }> };
  Invoke(stub: MemoryStub): Promise<ChaincodeResponse>;
}

type ChaincodeLoader = new (
  contractClasses: unknown[],
  transactionSerializers: object,
  metadata: object,
) => LoadedChaincode;

/** A call of a contract: `request` is sent as canonical JSON, `args` as they are. */
export interface MemoryCall {
  readonly as: TestIdentity;
  readonly method: string;
  readonly request?: unknown;
  readonly args?: readonly (string | Uint8Array)[];
  readonly timeMs?: number;
  readonly transient?: Readonly<Record<string, Uint8Array>>;
}

/** What a simulation came to, before anybody ordered it. */
export interface Simulation {
  readonly stub: MemoryStub;
  readonly result: unknown;
  readonly error: ContractErrorInfo | undefined;
  readonly events: readonly DomainEvent[];
}

/** What altered peers write without any chaincode: a coalition endorses it, whatever it is. */
interface Forgery {
  readonly coalition: readonly string[];
  readonly writes: readonly StateWrite[];
  readonly reads?: readonly StateRead[];
  readonly event?: OrderedTransaction['event'];
}

/** A refusal, decoded from the response message. */
export class RefusedCall extends Error {
  readonly info: ContractErrorInfo;

  constructor(info: ContractErrorInfo) {
    super(`${info.code} ${info.field}`);
    this.info = info;
  }
}

/** Runs the contracts on a ledger in memory, behind fabric's own loader and the chaincode's own serializer. */
export class MemoryLedger {
  /** Ledger time of calls that name none. */
  nowMs: number;
  readonly #chain: MemoryChain;
  readonly #chaincode: LoadedChaincode;
  #calls = 0;

  constructor(options: MemoryMembers & { readonly nowMs: number }) {
    this.nowMs = options.nowMs;
    this.#chain = new MemoryChain(options);
    const load = createRequire(__filename);
    const Loader = load('fabric-shim/lib/contract-spi/chaincodefromcontract.js') as ChaincodeLoader;
    this.#chaincode = new Loader([...contracts], serializers, {});
  }

  get state(): MemoryState {
    return this.#chain.state;
  }

  /** Every ordered transaction, valid or not, in the order of blocks. */
  get transactions(): readonly MemoryTransaction[] {
    return this.#chain.transactions;
  }

  /** `contract:Method` of everything that fabric's loader would call. */
  get methods(): string[] {
    return Object.entries(this.#chaincode.metadata.contracts).flatMap(([contract, { transactions }]) =>
      transactions.map(({ name }) => `${contract}:${name}`),
    );
  }

  /** Runs a call against the committed state and commits nothing. */
  async simulate(call: MemoryCall): Promise<Simulation> {
    const args = call.args ?? [canonicalJson(call.request)];
    const stub = new MemoryStub(this.#chain, {
      identity: call.as,
      txId: this.#nextTxId(),
      timeMs: call.timeMs ?? this.nowMs,
      args: [call.method, ...args],
      transient: call.transient ?? {},
    });
    const { status, message = '', payload } = await this.#chaincode.Invoke(stub);
    if (status !== 200) return { stub, result: undefined, error: errorOf(message), events: [] };
    const result: unknown = JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
    return { stub, result, error: undefined, events: eventsOf(stub) };
  }

  /** A simulation as it is ordered, endorsed by all members unless others are named. */
  endorse({ stub }: Simulation, endorsers: readonly string[] = this.#chain.members): OrderedTransaction {
    const { reads, writes, event } = stub;
    const { txId, timeMs, identity } = stub.proposal;
    return { txId, creator: identity.mspId, endorsers, timeMs, reads, writes, event };
  }

  /** A forgery as it is ordered. */
  forgery({ coalition, writes, reads = [], event }: Forgery): OrderedTransaction {
    const [creator = ''] = coalition;
    return {
      txId: this.#nextTxId(),
      creator,
      endorsers: coalition,
      timeMs: this.nowMs,
      reads,
      writes,
      event,
    };
  }

  /** Orders transactions as one block. */
  commitBlock(block: readonly OrderedTransaction[]): TransactionCode[] {
    return this.#chain.commit(block);
  }

  /** Orders a simulation in a block of its own. */
  commit(simulation: Simulation): TransactionCode {
    return this.#commitAlone(this.endorse(simulation));
  }

  /** Orders a forgery in a block of its own. */
  forge(forgery: Forgery): TransactionCode {
    return this.#commitAlone(this.forgery(forgery));
  }

  /** Simulates and commits. @throws RefusedCall */
  async submit(call: MemoryCall): Promise<Simulation> {
    const simulation = await this.simulate(call);
    if (simulation.error !== undefined) throw new RefusedCall(simulation.error);
    const code = this.commit(simulation);
    if (code !== 'VALID') throw new TypeError(`${call.method}: ${code}`);
    return simulation;
  }

  /** The answer of a query. @throws RefusedCall */
  async evaluate<T>(call: MemoryCall): Promise<T> {
    const { error, result, stub } = await this.simulate(call);
    if (error !== undefined) throw new RefusedCall(error);
    if (stub.writes.length > 0) throw new TypeError(`${call.method} writes`);
    return result as T;
  }

  /** The refusal of a call that has to be refused. */
  async refusal(call: MemoryCall): Promise<ContractErrorInfo> {
    const { error } = await this.simulate(call);
    if (error === undefined) throw new TypeError(`${call.method} was not refused`);
    return error;
  }

  #commitAlone(transaction: OrderedTransaction): TransactionCode {
    const [code] = this.commitBlock([transaction]);
    if (code === undefined) throw new TypeError('a block of one transaction has one code');
    return code;
  }

  #nextTxId(): string {
    this.#calls += 1;
    return String(this.#calls).padStart(64, '0');
  }
}

function errorOf(message: string): ContractErrorInfo {
  return decodeContractError(message) ?? { code: 'UNTYPED', message, field: '', details: {} };
}

function eventsOf({ event }: MemoryStub): readonly DomainEvent[] {
  if (event === undefined) return [];
  return parseValue(EventEnvelope, JSON.parse(event.payload.toString('utf8'))).events;
}
