import { orderer } from '@hyperledger/fabric-protos';
import { decodeMessage, durationToMs } from '@kontti/fabric-protocol/base';
import {
  readConfigValue,
  requireGroup,
  setConfigValue,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';
import { settingInvalid } from './change-companies';
import { channelLimits as limits } from './limits';

/** When orderers cut a block. */
export interface BatchSettings {
  /** Transactions after which a block is cut, 1 to 100,000. */
  readonly messagesMax: number;
  /** Milliseconds that the first transaction of a block waits for others, 1 to 60,000. */
  readonly timeoutMs: number;
  /** Bytes after which a block is cut, up to 1 GiB and at most `absoluteBytesMax`. */
  readonly preferredBytesMax: number;
  /** Bytes that no block and no transaction exceeds, up to 1 GiB. */
  readonly absoluteBytesMax: number;
}

/** BFT's orderers have a timeout of their own, which counts in the place of the channel's (orderer/consensus/smartbft/util.go). */
function readBftOptions(
  group: ConfigGroup,
): { consensus: orderer.ConsensusType; options: orderer.smartbft.Options } | undefined {
  const consensus = readConfigValue(group, 'ConsensusType', orderer.ConsensusType);
  if (consensus?.getType() !== 'BFT') return undefined;
  const bytes = consensus.getMetadata_asU8();
  const type = orderer.smartbft.Options;
  return { consensus, options: decodeMessage({ type, bytes, name: 'ConsensusType' }) };
}

/** @throws NetworkError CHANNEL_CONFIG_UNUSABLE, MALFORMED_MESSAGE */
export function configToBatch(channel: ConfigGroup): BatchSettings {
  const group = requireGroup(channel, 'Orderer');
  const size = readConfigValue(group, 'BatchSize', orderer.BatchSize);
  const shared = readConfigValue(group, 'BatchTimeout', orderer.BatchTimeout)?.getTimeout() ?? '';
  const timeout = readBftOptions(group)?.options.getRequestBatchMaxInterval() ?? shared;
  return {
    messagesMax: size?.getMaxMessageCount() ?? 0,
    timeoutMs: durationToMs(timeout) ?? 0,
    preferredBytesMax: size?.getPreferredMaxBytes() ?? 0,
    absoluteBytesMax: size?.getAbsoluteMaxBytes() ?? 0,
  };
}

function check(value: number, options: { name: string; max: number }): void {
  if (Number.isInteger(value) && value >= 1 && value <= options.max) return;
  throw settingInvalid(`${options.name} is a whole number from 1 to ${options.max}, not ${value}.`);
}

/**
 * Changes when blocks are cut; what is not given stays.
 * @example await createChannelUpdate({ channelId, config, change: (channel) => setBatch(channel, { messagesMax: 100 }) });
 * @throws NetworkError CHANNEL_SETTING_INVALID, CHANNEL_CONFIG_UNUSABLE
 */
export function setBatch(channel: ConfigGroup, settings: Partial<BatchSettings>): void {
  const before = configToBatch(channel);
  const after = { ...before, ...settings };
  check(after.messagesMax, { name: 'The number of messages', max: limits.batchMessagesMax });
  check(after.timeoutMs, { name: 'The timeout in milliseconds', max: limits.batchTimeoutMsMax });
  check(after.preferredBytesMax, { name: 'The preferred bytes', max: limits.batchBytesMax });
  check(after.absoluteBytesMax, { name: 'The absolute bytes', max: limits.batchBytesMax });
  if (after.preferredBytesMax > after.absoluteBytesMax) {
    throw settingInvalid(
      `A block is preferred to have ${after.preferredBytesMax} bytes, but may have only ${after.absoluteBytesMax}.`,
    );
  }
  const group = requireGroup(channel, 'Orderer');
  const size = readConfigValue(group, 'BatchSize', orderer.BatchSize) ?? new orderer.BatchSize();
  size.setMaxMessageCount(after.messagesMax);
  size.setPreferredMaxBytes(after.preferredBytesMax);
  size.setAbsoluteMaxBytes(after.absoluteBytesMax);
  setConfigValue(group, 'BatchSize', size);
  if (after.timeoutMs !== before.timeoutMs) setBatchTimeout(group, `${after.timeoutMs}ms`);
}

function setBatchTimeout(group: ConfigGroup, duration: string): void {
  const timeout = new orderer.BatchTimeout();
  timeout.setTimeout(duration);
  setConfigValue(group, 'BatchTimeout', timeout);
  const bft = readBftOptions(group);
  if (bft === undefined) return;
  bft.options.setRequestBatchMaxInterval(duration);
  bft.consensus.setMetadata(bft.options.serializeBinary());
  setConfigValue(group, 'ConsensusType', bft.consensus);
}
