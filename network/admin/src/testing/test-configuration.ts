import type { common } from '@hyperledger/fabric-protos';
import { blockToConfigEnvelope } from '@kontti/fabric-protocol/envelopes';
import { createChannelUpdate } from '../channel/create-update';
import type { ChannelUpdate } from '../channel/update-file';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createGenesisBlock } from '../channel/genesis-block';
import { createTestCompany, type TestCompany } from '@kontti/fabric-protocol/testing/test-company';

/** A channel's configuration over companies that a spec has the keys of. */
export interface TestConfiguration {
  readonly channelId: string;
  readonly config: common.Config;
  readonly companies: readonly TestCompany[];
  readonly orderer: TestCompany;
  /** @throws Error */
  company(mspId: string): TestCompany;
}

/** The configuration of a devnet's block 0. */
export async function createTestConfiguration(options: {
  readonly mspIds: readonly string[];
  readonly governance: 'unanimous' | 'majority';
}): Promise<TestConfiguration> {
  const companies = await Promise.all(options.mspIds.map(createTestCompany));
  const orderer = await createTestCompany('OrdererMSP');
  const channelId = 'mychannel';
  const block = createGenesisBlock({
    channelId,
    companies: companies.map(({ authority }) => authority.mspConfig),
    ordererOrganisation: orderer.authority.mspConfig,
    ordererEndpoint: 'localhost:7050',
    batch: {
      messagesMax: 10,
      timeoutMs: 2_000,
      preferredBytesMax: 512 * 1024,
      absoluteBytesMax: 99 * 1024 * 1024,
    },
    governance: options.governance,
    channelCapability: 'V2_0',
    creator: orderer.admin.serialized,
    nonce: new Uint8Array(24),
    timeMs: 0,
  });
  const config = blockToConfigEnvelope(block)?.getConfig();
  if (config === undefined) throw new Error('no configuration');
  return {
    ...{ channelId, config, companies, orderer },
    company(mspId) {
      const found = companies.find((company) => company.mspId === mspId);
      if (found === undefined) throw new Error(`no company ${mspId}`);
      return found;
    },
  };
}

/** What a change makes of it. @throws Error when it changes nothing */
export async function updateOf(
  { channelId, config }: TestConfiguration,
  change: (channel: common.ConfigGroup) => void,
): Promise<ChannelUpdate> {
  const update = await createChannelUpdate({ channelId, config, change });
  if (update === undefined) throw new Error('nothing changes');
  return update;
}

/** The code of the error that something throws; undefined when it does not. */
export function codeThrownBy(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof NetworkError ? error.code : undefined;
  }
}
