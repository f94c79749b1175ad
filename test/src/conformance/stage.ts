import type { Client } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import { connectClient, type TestClient } from '@kontti/devnet/testing/gateway-client';
import {
  createTestTransaction,
  type TestTransactionOptions,
} from '@kontti/fabric-protocol/testing/test-transaction';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import type { Engine, StateDatabase } from '../engine/engine';
import { startTestNetwork, type TestNetwork } from '../engine/start-network';
import { forgeProposal, type ForgedProposal, type ProposalPlan } from './forge';
import { Identities, type Caller } from './identities';
import { Labels } from './normalise';
import {
  callDuplex,
  callStream,
  callUnary,
  type RawCall,
  type RawStream,
  type StreamBounds,
} from './raw-call';
import type { ScenarioGroup } from './scenario';

const companies = ['Org1MSP', 'Org2MSP', 'Org3MSP'];

/** Far longer than a scenario takes: a block of several transactions is cut by their number, never by time. */
const batchTimeoutMs = 2000;

type RawOptions = Pick<RawCall, 'bytes' | 'timeoutMs'> & {
  /** The company whose peer is called; Org1MSP by default. */
  readonly at?: string;
};

export type TransactionPlan = Partial<Omit<TestTransactionOptions, 'creator' | 'endorsers'>> & {
  readonly creator?: Caller;
  /** Companies in whose peers' names the result is endorsed: all three by default. */
  readonly endorsers?: readonly Caller[];
};

/** The network on which a group's scenarios play, and how they call it. */
export class Stage {
  readonly network: TestNetwork;
  readonly labels = new Labels();
  readonly messagesMax: number;
  readonly #identities: Identities;
  readonly #clients = new Map<string, TestClient>();
  readonly #closing: (() => void)[] = [];

  constructor(options: { network: TestNetwork; messagesMax: number }) {
    this.network = options.network;
    this.messagesMax = options.messagesMax;
    this.#identities = new Identities(options.network);
  }

  get channelId(): string {
    return this.network.channelId;
  }

  signer(caller: Caller): Promise<Signer> {
    return this.#identities.signer(caller);
  }

  /** The official client of a caller at the gateway of a company, the own one by default. */
  async client(caller: Caller, at: string = caller.split('.')[0] ?? caller): Promise<TestClient> {
    const name = `${caller} at ${at}`;
    const known = this.#clients.get(name);
    if (known !== undefined) {
      return known;
    }
    const company = this.network.company(at);
    const identity = await this.#identities.identity(caller);
    const client = connectClient({ channelId: this.channelId, company, identity });
    this.#clients.set(name, client);
    return client;
  }

  async forge(plan: Partial<Omit<ProposalPlan, 'signer'>> & { caller?: Caller }): Promise<ForgedProposal> {
    const { caller = 'Org1MSP', ...rest } = plan;
    const signer = await this.signer(caller);
    const defaults = { channelId: this.channelId, chaincode: 'keeper', args: ['get', 'nothing'] };
    const forged = forgeProposal({ ...defaults, ...rest, signer });
    this.labels.add(forged.txId, '<tx>');
    return forged;
  }

  /** A transaction that no peer simulated: endorsed by certificates of peers, with whatever result. */
  async forgeTransaction(plan: TransactionPlan): Promise<common.Envelope> {
    const { creator = 'Org1MSP', endorsers = companies.map((mspId) => `${mspId}.peer`), ...rest } = plan;
    const { txId, bytes } = createTestTransaction({
      ...{ channelId: this.channelId, chaincodeName: 'keeper', results: new Uint8Array() },
      ...rest,
      creator: await this.signer(creator),
      endorsers: await Promise.all(endorsers.map((each) => this.signer(each))),
    });
    this.labels.add(txId, '<tx>');
    return common.Envelope.deserializeBinary(bytes);
  }

  async #grpc(at = 'Org1MSP'): Promise<Client> {
    return (await this.client('Org1MSP', at)).grpc;
  }

  async call(path: string, { at, ...options }: RawOptions): Promise<Uint8Array> {
    return callUnary({ grpc: await this.#grpc(at), path, ...options });
  }

  async stream(path: string, { at, ...options }: RawOptions & StreamBounds): Promise<RawStream> {
    return callStream({ grpc: await this.#grpc(at), path, ...options });
  }

  async duplex(path: string, { at, ...options }: RawOptions & StreamBounds): Promise<RawStream> {
    return callDuplex({ grpc: await this.#grpc(at), path, ...options });
  }

  /** Hands an envelope to the orderer through Org1MSP's gateway, as it is. */
  async submitEnvelope(envelope: common.Envelope): Promise<void> {
    const request = new gateway.SubmitRequest();
    request.setChannelId(this.channelId);
    request.setPreparedTransaction(envelope);
    await this.call('/gateway.Gateway/Submit', { bytes: request.serializeBinary() });
  }

  /** The validation codes of a block, once every company's peer has it. */
  async blockCodes(blockNumber: number): Promise<number[]> {
    const codes = await Promise.all(companies.map((mspId) => this.#blockCodesAt(mspId, blockNumber)));
    return codes[0] ?? [];
  }

  async #blockCodesAt(mspId: string, blockNumber: number): Promise<number[]> {
    const network = this.network.peer(mspId).gateway.getNetwork(this.channelId);
    const blocks = await network.getBlockEvents({ startBlock: BigInt(blockNumber) });
    try {
      for await (const block of blocks) {
        const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
        return [...(metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? [])];
      }
    } finally {
      blocks.close();
    }
    throw new Error(`${mspId} ended the stream before block ${blockNumber}`);
  }

  /** Has this done when the scenarios are over. */
  onClose(work: () => void): void {
    this.#closing.push(work);
  }

  close(): void {
    for (const client of this.#clients.values()) {
      client[Symbol.dispose]();
    }
    for (const work of this.#closing) {
      work();
    }
  }
}

/** Starts the network of a group, deploys its chaincodes, plays, and stops it. */
export async function withStage<T>(
  options: { group: ScenarioGroup; engine?: Engine; stateDatabase?: StateDatabase },
  play: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { group, engine } = options;
  const { messagesMax = 1, executeTimeoutMs } = group;
  const stateDatabase = group.stateDatabase ?? options.stateDatabase;
  await using network = await startTestNetwork({
    mspIds: companies,
    batch: { messagesMax, timeoutMs: messagesMax === 1 ? 200 : batchTimeoutMs },
    ...(executeTimeoutMs === undefined ? {} : { executeTimeoutMs }),
    ...(engine === undefined ? {} : { engine }),
    ...(stateDatabase === undefined ? {} : { stateDatabase }),
  });
  const stage = new Stage({ network, messagesMax });
  try {
    await group.prepare(stage);
    return await play(stage);
  } finally {
    stage.close();
  }
}
