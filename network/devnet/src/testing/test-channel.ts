import { common, peer } from '@hyperledger/fabric-protos';
import type { IndexDefinition } from '../documents/index-definition';
import { openChannelLedger } from '../ledger/channel-ledger';
import { type Store, createMemoryStore } from '../state/store';
import type { ChannelLedger, CommittedBlock, KeptLedger, Simulator } from '../ledger/types';
import type { ValidationCode } from '../validation/verdict';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import { createMspManager, type MspManager } from '@kontti/fabric-protocol/msp';
import { blockDataHash } from '@kontti/fabric-protocol/envelopes';
import { createChannelPolicies, textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import type { TestCompany } from '@kontti/fabric-protocol/testing/test-company';
import {
  type TestTransaction,
  type TestTransactionOptions,
  createTestTransaction,
} from '@kontti/fabric-protocol/testing/test-transaction';

export const testChannelId = 'testchannel';
export const testChaincode = 'basic';

/** A channel's ledger whose blocks a spec makes by hand. */
export interface TestChannel {
  readonly ledger: KeptLedger;
  readonly mspManager: MspManager;
  /** Runs a simulation on the peer of a company and returns the result's bytes. */
  simulate(run: (simulator: Simulator) => Promise<void>, mspId?: string): Promise<SimulatedBytes>;
  /** Endorsed by the peers of all companies unless asked otherwise. */
  transaction(results: Uint8Array, options?: Partial<TestTransactionOptions>): TestTransaction;
  commit(...transactions: readonly (TestTransaction | Uint8Array)[]): Promise<CommittedBlock>;
  /** Commits one transaction that writes what the simulation wrote. */
  write(
    run: (simulator: Simulator) => Promise<void>,
    options?: Partial<TestTransactionOptions>,
  ): Promise<ValidationCode>;
}

interface SimulatedBytes {
  readonly publicBytes: Uint8Array;
  readonly privateBytes: Uint8Array | undefined;
}

interface TestChannelOptions {
  readonly companies: readonly TestCompany[];
  readonly store?: Store;
  readonly definitions?: readonly ChaincodeDefinition[];
  readonly lifecycleEndorsement?: string;
  /** Keeps state as documents, with these indexes. */
  readonly indexes?: readonly IndexDefinition[];
}

/** A definition whose policy is the given text, or the channel's majority. */
export function createTestDefinition(options: {
  readonly name?: string;
  readonly policy?: string;
  readonly collections?: readonly peer.StaticCollectionConfig[];
}): ChaincodeDefinition {
  return {
    name: options.name ?? testChaincode,
    version: '1.0',
    sequence: 1,
    endorsementPlugin: 'escc',
    validationPlugin: 'vscc',
    validationParameter: textToApplicationPolicy(options.policy).serializeBinary(),
    collections: options.collections ?? [],
    initRequired: false,
  };
}

function textToApplicationPolicy(text: string | undefined): peer.ApplicationPolicy {
  const policy = new peer.ApplicationPolicy();
  if (text === undefined) policy.setChannelConfigPolicyReference('/Channel/Application/Endorsement');
  else policy.setSignaturePolicy(textToSignaturePolicy(text));
  return policy;
}

export function createTestCollection(options: {
  readonly name: string;
  readonly members: string;
  readonly policy?: string;
  readonly blockToLive?: number;
}): peer.StaticCollectionConfig {
  const members = new peer.CollectionPolicyConfig();
  members.setSignaturePolicy(textToSignaturePolicy(options.members));
  const collection = new peer.StaticCollectionConfig();
  collection.setName(options.name);
  collection.setMemberOrgsPolicy(members);
  collection.setBlockToLive(options.blockToLive ?? 0);
  if (options.policy !== undefined) collection.setEndorsementPolicy(textToApplicationPolicy(options.policy));
  return collection;
}

export async function openTestChannel(options: TestChannelOptions): Promise<TestChannel> {
  const { companies, definitions = [createTestDefinition({})], lifecycleEndorsement, indexes } = options;
  const mspManager = createMspManager({ configs: companies.map(({ authority }) => authority.mspConfig) });
  const ledger = await openChannelLedger({
    channelId: testChannelId,
    store: options.store ?? createMemoryStore(),
    definitions: (name) => Promise.resolve(definitions.find((definition) => definition.name === name)),
    mspManager,
    ...(indexes === undefined ? {} : { documents: { indexes: () => Promise.resolve(indexes) } }),
    channelPolicies: createChannelPolicies({
      mspManager,
      ...(lifecycleEndorsement === undefined ? {} : { lifecycleEndorsement }),
    }),
  });
  const commit: TestChannel['commit'] = (...transactions) =>
    ledger.commit(
      createBlock(
        ledger,
        transactions.map((item) => ('bytes' in item ? item.bytes : item)),
      ),
    );
  if (ledger.height === 0) await commit(new common.Envelope().serializeBinary());
  const [first] = companies;
  if (!first) throw new Error('A channel needs a company.');

  const simulate: TestChannel['simulate'] = async (run, mspId = first.mspId) => {
    const simulator = ledger.createSimulator({ txId: 'simulated', mspId });
    await run(simulator);
    return simulator.finish();
  };
  const transaction: TestChannel['transaction'] = (results, bent = {}) =>
    createTestTransaction({
      channelId: testChannelId,
      chaincodeName: testChaincode,
      creator: first.client,
      endorsers: companies.map((company) => company.peer),
      results,
      ...bent,
    });
  return {
    ledger,
    mspManager,
    simulate,
    transaction,
    commit,
    async write(run, bent) {
      const { publicBytes, privateBytes } = await simulate(run);
      const created = transaction(publicBytes, bent);
      if (privateBytes) ledger.keepPrivateWrites({ txId: created.txId, privateBytes });
      const { outcomes } = await commit(created);
      return codesOf(outcomes)[0] ?? peer.TxValidationCode.NOT_VALIDATED;
    },
  };
}

export function codesOf(outcomes: CommittedBlock['outcomes']): ValidationCode[] {
  return outcomes.map(({ code }) => code);
}

function createBlock(ledger: ChannelLedger, envelopes: Uint8Array[]): common.Block {
  const data = new common.BlockData();
  data.setDataList(envelopes);
  const header = new common.BlockHeader();
  header.setNumber(ledger.height);
  header.setPreviousHash(ledger.chainInfo().currentBlockHash);
  header.setDataHash(blockDataHash(envelopes));
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  return block;
}
