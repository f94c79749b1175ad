import { GatewayError, type Contract, type Network } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { sealCollections } from '@kontti/model';
import type { TestIdentity } from '@kontti/chaincode/testing/identities';
import { RefusedCall, type MemoryLedger } from '@kontti/chaincode/testing/memory-ledger';
import type { MemoryTransaction } from '@kontti/chaincode/testing/memory-chain';
import { MEMORY_SCOPE } from '@kontti/chaincode/testing/memory-stub';
import type { Session } from '@kontti/client-sdk/testing/session';
import { definitionBlock, toBlock, type BlockContext, type LifecycleField } from './memory-block';

const { StateData, ChaincodeEndorsementInfo, ChaincodeValidationInfo } = peer.lifecycle;

/** The first block commits the definition, so a ledger's own blocks come one later. */
const DEFINED_AT = { block: 0, tx: 0 };

/** What the official gateway client would be, over a ledger in memory: only what the SDK asks of it. */
export function createMemorySession(options: {
  readonly ledger: MemoryLedger;
  readonly identity: TestIdentity;
  readonly members: readonly string[];
}): Session {
  const { ledger, identity, members } = options;
  const chain = new MemoryPeer(ledger, identity, members);
  const closing = new AbortController();
  const { channel: channelName, chaincode: chaincodeName } = MEMORY_SCOPE;
  const network = chain.network();
  // Not given at once: what the SDK asks of the official client is not part of its declarations.
  const session = {
    mspId: identity.mspId,
    channelName,
    chaincodeName,
    network,
    contract: network.getContract(chaincodeName),
    timeouts: {
      connectMs: 1000,
      evaluateMs: 60_000,
      endorseMs: 60_000,
      submitMs: 60_000,
      commitStatusMs: 60_000,
      outcomeMs: 1000,
      outageMs: 0,
    },
    timers: {
      nowMs: () => ledger.nowMs,
      random: () => 0.5,
      delay: (_delayMs: number, signal: AbortSignal | undefined) =>
        new Promise<void>((resolve) => {
          if (signal?.aborted === true) resolve();
          else signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
    newCommit: () => {
      throw new TypeError('transactions in memory are committed at once');
    },
    requireOpen: () => undefined,
    closed: closing.signal,
    close: () => closing.abort(),
  };
  return session;
}

type Transient = Readonly<Record<string, Uint8Array>>;

/** What a proposal asks. */
interface Asked {
  readonly method: string;
  readonly args: readonly (string | Uint8Array)[];
  readonly transient: Transient;
}

/** A proposal of the official client, as far as the SDK uses it. */
class MemoryProposal {
  constructor(
    private readonly chain: MemoryPeer,
    private readonly contract: string,
    private readonly name: string,
    private readonly args: readonly (string | Uint8Array)[],
    private readonly transient: Transient,
  ) {}

  evaluate(): Promise<Uint8Array> {
    return this.chain.evaluate(this.contract, {
      method: this.name,
      args: this.args,
      transient: this.transient,
    });
  }

  async endorse(): Promise<{
    getBytes(): Uint8Array;
    getTransactionId(): string;
    submit(): Promise<unknown>;
  }> {
    return await this.chain.endorse({ method: this.name, args: this.args, transient: this.transient });
  }

  getTransactionId(): string {
    return this.name;
  }
}

/** A peer of the company over the ledger: evaluates, shows blocks, commits what it endorsed. */
class MemoryPeer {
  readonly #context: BlockContext;
  readonly #fields: readonly LifecycleField[];
  readonly #definition: Uint8Array;
  readonly #byBlock = new Map<number, MemoryTransaction[]>();
  #indexed = 0;

  constructor(
    private readonly ledger: MemoryLedger,
    private readonly identity: TestIdentity,
    members: readonly string[],
  ) {
    this.#context = { ...MEMORY_SCOPE, definedAt: DEFINED_AT };
    const collections = collectionsOf(members);
    this.#fields = fieldsOf(collections);
    const result = new peer.lifecycle.QueryChaincodeDefinitionResult();
    result.setSequence(1);
    result.setEndorsementPlugin('escc');
    result.setValidationPlugin('vscc');
    result.setValidationParameter(Buffer.from('policy'));
    result.setCollections(collections);
    this.#definition = result.serializeBinary();
  }

  network(): Network {
    const network = {
      getContract: (name: string) => this.#contract(name),
      getBlockEvents: ({ startBlock }: { startBlock: bigint }) =>
        Promise.resolve(this.#blocksFrom(startBlock)),
    };
    return network as unknown as Network;
  }

  async evaluate(contract: string, call: Asked): Promise<Uint8Array> {
    if (contract === '_lifecycle') return this.#definition;
    if (contract === 'qscc') return this.#query(call.method, call.args);
    const { error, result } = await this.#simulate(call);
    if (error !== undefined) throw refusalToFailure(new RefusedCall(error), error);
    return Buffer.from(JSON.stringify(result));
  }

  async endorse(call: Asked) {
    const simulation = await this.#simulate(call);
    const { error } = simulation;
    if (error !== undefined) throw refusalToFailure(new RefusedCall(error), error);
    const envelope = this.#envelopeOf(this.ledger.endorse(simulation));
    const prepared = new gateway.PreparedTransaction();
    prepared.setEnvelope(envelope);
    const { txId } = simulation.stub.proposal;
    return {
      getBytes: () => prepared.serializeBinary(),
      getTransactionId: () => txId,
      getResult: () => Buffer.from(JSON.stringify(simulation.result)),
      submit: () => {
        const code = this.ledger.commit(simulation);
        const status = { code: code === 'VALID' ? 0 : 11, successful: code === 'VALID', transactionId: txId };
        return Promise.resolve({ getStatus: () => Promise.resolve({ ...status, blockNumber: 0n }) });
      },
    };
  }

  #simulate({ method, args, transient }: Asked) {
    return this.ledger.simulate({ as: this.identity, method, args, transient });
  }

  #contract(contract: string): Contract {
    const made = {
      newProposal: (
        name: string,
        options: {
          arguments?: readonly (string | Uint8Array)[];
          transientData?: Transient;
        } = {},
      ) => new MemoryProposal(this, contract, name, options.arguments ?? [], options.transientData ?? {}),
    };
    return made as unknown as Contract;
  }

  #query(name: string, args: readonly (string | Uint8Array)[]): Uint8Array {
    if (name === 'GetChainInfo') {
      const info = new common.BlockchainInfo();
      info.setHeight(this.#height());
      return info.serializeBinary();
    }
    return this.#block(Number(args[1])).serializeBinary();
  }

  #height(): number {
    return (this.ledger.transactions.at(-1)?.block ?? -1) + 2;
  }

  #block(number: number): common.Block {
    if (number === 0) return definitionBlock(this.#context, { number, fields: this.#fields });
    return toBlock(this.#context, { number, transactions: this.#transactionsOf(number - 1) });
  }

  /** Those of one block; what was indexed before is not looked through again. */
  #transactionsOf(block: number): readonly MemoryTransaction[] {
    for (const transaction of this.ledger.transactions.slice(this.#indexed)) {
      const known = this.#byBlock.get(transaction.block);
      if (known === undefined) this.#byBlock.set(transaction.block, [transaction]);
      else known.push(transaction);
    }
    this.#indexed = this.ledger.transactions.length;
    return this.#byBlock.get(block) ?? [];
  }

  #envelopeOf(transaction: ReturnType<MemoryLedger['endorse']>): common.Envelope {
    const placed = { ...transaction, block: 0, tx: 0, code: 'VALID' as const };
    const [bytes = new Uint8Array()] =
      toBlock(this.#context, { number: 0, transactions: [placed] })
        .getData()
        ?.getDataList_asU8() ?? [];
    return common.Envelope.deserializeBinary(bytes);
  }

  /** Ends at the last block: nobody writes while blocks of a ledger in memory are read. */
  #blocksFrom(startBlock: bigint) {
    const block = (number: number): common.Block => this.#block(number);
    const end = this.#height();
    return {
      close: () => undefined,
      async *[Symbol.asyncIterator](): AsyncGenerator<common.Block> {
        for (let number = Number(startBlock); number < end; number += 1) yield block(number);
      },
    };
  }
}

function refusalToFailure(cause: Error, info: RefusedCall['info']): GatewayError {
  const message = `chaincode response 500, KONTTI_ERROR ${JSON.stringify(info)}`;
  const details = [{ address: 'memory', mspId: '', message }];
  const failure = Object.assign(new Error(message, { cause }), { code: 2, details: message, metadata: {} });
  return new GatewayError({ code: 2, details, cause: failure as never, message });
}

function collectionsOf(members: readonly string[]): peer.CollectionConfigPackage {
  const collections = new peer.CollectionConfigPackage();
  for (const { name } of sealCollections(members)) {
    const collection = new peer.StaticCollectionConfig();
    collection.setName(name);
    const config = new peer.CollectionConfig();
    config.setStaticCollectionConfig(collection);
    collections.addConfig(config);
  }
  return collections;
}

function fieldsOf(collections: peer.CollectionConfigPackage): LifecycleField[] {
  const endorsement = new ChaincodeEndorsementInfo();
  endorsement.setEndorsementPlugin('escc');
  const validation = new ChaincodeValidationInfo();
  validation.setValidationPlugin('vscc');
  validation.setValidationParameter(Buffer.from('policy'));
  const sequence = new StateData();
  sequence.setInt64(1);
  const inBytes = (value: Uint8Array): Uint8Array => {
    const data = new StateData();
    data.setBytes(value);
    return data.serializeBinary();
  };
  return [
    { name: 'Sequence', value: sequence.serializeBinary() },
    { name: 'EndorsementInfo', value: inBytes(endorsement.serializeBinary()) },
    { name: 'ValidationInfo', value: inBytes(validation.serializeBinary()) },
    { name: 'Collections', value: inBytes(collections.serializeBinary()) },
  ];
}
