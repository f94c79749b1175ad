import { common, peer } from '@hyperledger/fabric-protos';
import type { LedgerStub, RangePage } from '../kernel/stub';
import type { TestIdentity } from './identities';
import type { MemoryChain, StateRead } from './memory-chain';
import { idOf, type StateKey, type StateWrite } from './memory-state';

/** One proposal, as a peer hands it to the chaincode. */
interface MemoryProposal {
  readonly identity: TestIdentity;
  readonly txId: string;
  readonly timeMs: number;
  readonly args: readonly (string | Uint8Array)[];
  readonly transient?: Readonly<Record<string, Uint8Array>>;
}

/** The channel and chaincode of every proposal in memory. */
export const MEMORY_SCOPE = { channel: 'voyage', chaincode: 'kontti' } as const;

/** What a peer can send to a chaincode at once. */
const MESSAGE_BYTES_MAX = 100 * 1024 * 1024;

/**
 * One simulation: reads show the committed state alone, never what the same transaction wrote, and are recorded with their
 * versions. What fabric refuses is refused here too: empty keys and values, U+0000, a policy without its value, a collection that
 * is not defined.
 */
export class MemoryStub implements LedgerStub {
  event: { readonly name: string; readonly payload: Buffer } | undefined;
  readonly #chain: MemoryChain;
  readonly #proposal: MemoryProposal;
  readonly #reads = new Map<string, StateRead>();
  readonly #writes = new Map<string, StateWrite>();

  constructor(chain: MemoryChain, proposal: MemoryProposal) {
    this.#chain = chain;
    this.#proposal = proposal;
  }

  get proposal(): MemoryProposal {
    return this.#proposal;
  }

  get reads(): readonly StateRead[] {
    return [...this.#reads.values()];
  }

  get writes(): readonly StateWrite[] {
    return [...this.#writes.values()];
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
    const [fcn = '', ...params] = this.#proposal.args.map(String);
    return { fcn, params };
  }

  getTransient(): Map<string, Uint8Array> {
    return new Map(Object.entries(this.#proposal.transient ?? {}));
  }

  /** As a peer of the caller's company answers: others do not have the values of its collection. */
  async getPrivateData(collection: string, key: string): Promise<Uint8Array> {
    this.#demandCollection('GET_STATE', collection);
    if (!this.#chain.isMember(collection, this.#proposal.identity.mspId)) {
      throw new Error(
        `GET_STATE failed: transaction ID: ${this.#proposal.txId}: private data matching public hash version is not available`,
      );
    }
    return this.#read({ collection, key }, () => this.#chain.state.get({ collection, key }));
  }

  async getState(key: string): Promise<Uint8Array> {
    return this.#read({ key }, () => this.#chain.state.get({ key }));
  }

  async getPrivateDataHash(collection: string, key: string): Promise<Uint8Array> {
    this.#demandCollection('GET_PRIVATE_DATA_HASH', collection);
    return this.#read({ collection, key }, () => this.#chain.state.hashOf({ collection, key }));
  }

  async putState(key: string, value: Uint8Array): Promise<void> {
    this.#write({ key }, value);
  }

  async setStateValidationParameter(key: string, policy: Uint8Array): Promise<void> {
    this.#protect({ key }, policy);
  }

  async putPrivateData(collection: string, key: string, value: Uint8Array): Promise<void> {
    this.#demandCollection('PUT_STATE', collection);
    this.#write({ collection, key }, value);
  }

  async purgePrivateData(collection: string, key: string): Promise<void> {
    this.#demandCollection('PURGE_PRIVATE_DATA', collection);
    this.#writes.set(idOf({ collection, key }), { collection, key });
  }

  async setPrivateDataValidationParameter(
    collection: string,
    key: string,
    policy: Uint8Array,
  ): Promise<void> {
    this.#protect({ collection, key }, policy);
  }

  async getStateValidationParameter(key: string): Promise<Uint8Array | undefined> {
    return this.#policyOf({ key });
  }

  async getPrivateDataValidationParameter(collection: string, key: string): Promise<Uint8Array | undefined> {
    this.#demandCollection('GET_STATE_METADATA', collection);
    return this.#policyOf({ collection, key });
  }

  async getStateByRangeWithPagination(
    start: string,
    end: string,
    pageSize: number,
    bookmark: string,
  ): Promise<RangePage> {
    const { state } = this.#chain;
    const keys: string[] = [];
    for (const key of state.range({ start: bookmark === '' ? start : bookmark, end })) {
      keys.push(key);
      if (keys.length > pageSize) break;
    }
    const entries = keys
      .slice(0, pageSize)
      .map((key) => ({ key, value: state.get({ key }) ?? Buffer.alloc(0) }));
    const bytes = entries.reduce((sum, { value }) => sum + value.length, 0);
    if (bytes > MESSAGE_BYTES_MAX) throw new Error('the message to the chaincode is larger than gRPC allows');
    return {
      iterator: {
        next: async () => {
          const value = entries.shift();
          return value === undefined ? {} : { value };
        },
      },
      metadata: { bookmark: keys[pageSize] ?? '' },
    };
  }

  setEvent(name: string, payload: Uint8Array): void {
    if (this.event !== undefined) throw new TypeError('the event was set twice');
    this.event = { name, payload: Buffer.from(payload) };
  }

  #read(key: StateKey, read: () => Buffer | undefined): Buffer {
    this.#reads.set(idOf(key), { ...key, version: this.#chain.state.versionOf(key) });
    return read() ?? Buffer.alloc(0);
  }

  /** Reading a key's policy is a read of the key. */
  #policyOf(key: StateKey): Uint8Array | undefined {
    this.#read(key, () => undefined);
    return this.#chain.state.policyOf(key);
  }

  #write(place: StateKey, value: Uint8Array): void {
    const { key } = place;
    if (key === '' || key.includes('\u0000')) throw new TypeError('no key of a ledger');
    if (value.length === 0) throw new TypeError('an empty value');
    this.#writes.set(idOf(place), { ...place, value: Buffer.from(value) });
  }

  #protect(place: StateKey, policy: Uint8Array): void {
    const write = this.#writes.get(idOf(place));
    if (write === undefined) throw new TypeError('a policy without its value');
    if (policy.length === 0) throw new TypeError('an empty policy');
    this.#writes.set(idOf(place), { ...write, policy: Buffer.from(policy) });
  }

  /** Fails in the words of a peer. */
  #demandCollection(message: string, collection: string): void {
    if (this.#chain.hasCollection(collection)) return;
    const { chaincode } = MEMORY_SCOPE;
    const reason = `collection [${collection}] not defined in the collection config for chaincode [${chaincode}]`;
    throw new Error(`${message} failed: transaction ID: ${this.#proposal.txId}: ${reason}`);
  }
}
