import { common, peer } from '@hyperledger/fabric-protos';
import type { LedgerStub } from '../kernel/stub.js';
import type { TestIdentity } from './identities.js';
import { privateId, publicId, type MemoryState, type StateWrites } from './memory-state.js';

/** One proposal, as a peer hands it to the chaincode. */
export interface MemoryProposal {
  readonly identity: TestIdentity;
  readonly txId: string;
  readonly timeMs: number;
  readonly args: readonly string[];
  readonly transient?: Readonly<Record<string, Uint8Array>>;
}

/** The channel and chaincode of every proposal in memory. */
export const MEMORY_SCOPE = { channel: 'voyage', chaincode: 'kontti' } as const;

/**
 * One simulation: reads show the committed state alone, never what the same transaction wrote, and are recorded with their
 * versions. What fabric refuses is refused here too: empty keys and values, U+0000, a policy without its value.
 */
export class MemoryStub implements LedgerStub {
  readonly reads = new Map<string, number>();
  readonly writes: StateWrites = { values: new Map(), policies: new Map() };
  event: { readonly name: string; readonly payload: Buffer } | undefined;
  readonly #state: MemoryState;
  readonly #proposal: MemoryProposal;

  constructor(state: MemoryState, proposal: MemoryProposal) {
    this.#state = state;
    this.#proposal = proposal;
  }

  getTxID(): string {
    return this.#proposal.txId;
  }

  getChannelID(): string {
    return MEMORY_SCOPE.channel;
  }

  getCreator(): { mspid: string; idBytes: Uint8Array } {
    const { mspId, certificate } = this.#proposal.identity;
    return { mspid: mspId, idBytes: certificate };
  }

  getTxTimestamp(): { seconds: { toNumber(): number }; nanos: number } {
    const { timeMs } = this.#proposal;
    return {
      seconds: { toNumber: () => Math.floor(timeMs / 1000) },
      nanos: (timeMs % 1000) * 1_000_000,
    };
  }

  getSignedProposal() {
    const id = new peer.ChaincodeID();
    id.setName(MEMORY_SCOPE.chaincode);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setExtension$(extension.serializeBinary());
    return { proposal: { header: { channelHeader } } };
  }

  getBufferArgs(): Buffer[] {
    return this.#proposal.args.map((arg) => Buffer.from(arg));
  }

  getFunctionAndParameters(): { fcn: string; params: string[] } {
    const [fcn = '', ...params] = this.#proposal.args;
    return { fcn, params };
  }

  getTransient(): Map<string, Uint8Array> {
    return new Map(Object.entries(this.#proposal.transient ?? {}));
  }

  async getPrivateData(collection: string, key: string): Promise<Uint8Array> {
    return this.#read(privateId({ collection, key }), (id) => this.#state.get(id));
  }

  async getState(key: string): Promise<Uint8Array> {
    return this.#read(publicId(key), (id) => this.#state.get(id));
  }

  async getPrivateDataHash(collection: string, key: string): Promise<Uint8Array> {
    return this.#read(privateId({ collection, key }), (id) => this.#state.hashOf(id));
  }

  async putState(key: string, value: Uint8Array): Promise<void> {
    this.#write(key, publicId(key), value);
  }

  async setStateValidationParameter(key: string, policy: Uint8Array): Promise<void> {
    this.#protect(publicId(key), policy);
  }

  async putPrivateData(collection: string, key: string, value: Uint8Array): Promise<void> {
    this.#write(key, privateId({ collection, key }), value);
  }

  async setPrivateDataValidationParameter(
    collection: string,
    key: string,
    policy: Uint8Array,
  ): Promise<void> {
    this.#protect(privateId({ collection, key }), policy);
  }

  async *getStateByRange(start: string, end: string): AsyncGenerator<{ readonly key: string }> {
    for (const key of this.#state.range({ start, end })) yield { key };
  }

  setEvent(name: string, payload: Uint8Array): void {
    if (this.event !== undefined) throw new TypeError('the event was set twice');
    this.event = { name, payload: Buffer.from(payload) };
  }

  #read(id: string, read: (id: string) => Buffer | undefined): Buffer {
    this.reads.set(id, this.#state.versionOf(id));
    return read(id) ?? Buffer.alloc(0);
  }

  #write(key: string, id: string, value: Uint8Array): void {
    if (key === '' || key.includes('\u0000')) throw new TypeError('no key of a ledger');
    if (value.length === 0) throw new TypeError('an empty value');
    this.writes.values.set(id, Buffer.from(value));
  }

  #protect(id: string, policy: Uint8Array): void {
    if (!this.writes.values.has(id)) throw new TypeError('a policy without its value');
    if (policy.length === 0) throw new TypeError('an empty policy');
    this.writes.policies.set(id, Buffer.from(policy));
  }
}
