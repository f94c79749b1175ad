import type { ChannelCapability, Governance } from '@kontti/fabric-admin/consortium';
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { checkPort, systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { silentLogger } from './logger';
import type { Logger } from './logger';
import type { BatchOptions, BlockCutting } from '../orderer/block-cutter';
import type { BlockSettings } from '../data-directory/settings';
import { ordererLimits } from '../orderer/limits';
import type { NodeEnvironment } from './company-node';
import { devnetLimits } from './limits';
import type { CompanyOptions, DevnetOptions, StateDatabase } from './types';

export const ordererMspId = 'OrdererMSP';
export const ordererDomain = 'example.com';

/** Everything that a devnet's start has to decide, decided. */
export interface Settings extends NodeEnvironment {
  readonly channelId: string;
  readonly governance: Governance;
  readonly channelCapability: ChannelCapability;
  readonly stateDatabase: StateDatabase;
  readonly batch: BatchOptions;
  readonly blocks: BlockCutting;
  readonly logger: Logger;
}

/** `kept` is how the data directory's network cut blocks before. */
export function toSettings(options: DevnetOptions, kept?: BlockSettings): Settings {
  const { messagesMax, batchTimeoutMs } = ordererLimits;
  return {
    channelId: options.channelId ?? 'mychannel',
    governance: options.governance ?? 'majority',
    channelCapability: options.channelCapability ?? 'V2_0',
    stateDatabase: options.stateDatabase ?? 'leveldb',
    batch: { ...(kept?.batch ?? { messagesMax, timeoutMs: batchTimeoutMs }), ...options.batch },
    blocks: options.blocks ?? kept?.blocks ?? 'automatic',
    clock: options.clock ?? systemClock,
    randomBytes: options.randomBytes ?? systemRandomBytes,
    logger: options.logger ?? silentLogger,
  };
}

/** In words: `after 10 transactions or 2000 ms`. */
export function cuttingToText({ batch, blocks }: BlockSettings): string {
  const { messagesMax, timeoutMs } = batch;
  if (blocks === 'by-hand') return 'by hand';
  if (blocks !== 'automatic') return `every ${blocks.everyMs} ms`;
  return `after ${messagesMax} transactions or ${timeoutMs} ms`;
}

/** @throws NetworkError OPTION_INVALID */
function checkCompanies(companies: readonly CompanyOptions[]): void {
  const mspIds = new Set([ordererMspId, ...companies.map(({ mspId }) => mspId)]);
  const count = companies.length;
  if (count === 0 || count > devnetLimits.companiesMax || mspIds.size !== count + 1) {
    throw new NetworkError({
      code: 'OPTION_INVALID',
      message: `a network has 1 to ${devnetLimits.companiesMax} companies with MSP ids of their own`,
      details: { mspIds: companies.map(({ mspId }) => mspId) },
    });
  }
}

/** @throws NetworkError OPTION_INVALID */
function checkKeys({ companies, channelCapability = 'V2_0' }: DevnetOptions): void {
  const refused = companies.find(({ keyType }) => keyType === 'Ed25519' && channelCapability !== 'V3_0');
  if (refused === undefined) return;
  throw new NetworkError({
    code: 'OPTION_INVALID',
    message: `keys of Ed25519, as ${refused.mspId} is to have, need the channel capability V3_0, not ${channelCapability}`,
    details: { mspId: refused.mspId, channelCapability },
  });
}

/** @throws NetworkError OPTION_INVALID */
function checkBlocks(blocks: BlockCutting | undefined): void {
  if (typeof blocks === 'object' && !(Number.isSafeInteger(blocks.everyMs) && blocks.everyMs > 0)) {
    throw new NetworkError({
      code: 'OPTION_INVALID',
      message: `blocks are cut every whole number of milliseconds, not every ${blocks.everyMs}`,
      details: { everyMs: blocks.everyMs },
    });
  }
}

/** @throws NetworkError OPTION_INVALID */
function checkPorts({ companies, ordererPort = 0 }: DevnetOptions): void {
  for (const { mspId, peerPort = 0, chaincodeListener } of companies) {
    checkPort(peerPort, mspId);
    checkPort(chaincodeListener?.port ?? 0, `chaincode of ${mspId}`);
  }
  checkPort(ordererPort, ordererMspId);
}

/** @throws NetworkError OPTION_INVALID */
export function checkOptions(options: DevnetOptions): void {
  checkCompanies(options.companies);
  checkKeys(options);
  checkBlocks(options.blocks);
  checkPorts(options);
}
