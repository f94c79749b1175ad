import { common, peer } from '@hyperledger/fabric-protos';
import type { ChannelLedger } from '../ledger/types';
import { blockToConfigEnvelope } from '@kontti/fabric-protocol/envelopes';
import { noSubPolicySatisfied, type ChannelPolicies } from '@kontti/fabric-protocol/policy';
import { errorResponse, successResponse } from './responses';
import type { SystemChaincode, SystemChaincodeCall } from './types';

interface ConfigChaincodeOptions {
  readonly ledger: ChannelLedger;
  readonly policies: ChannelPolicies;
}

function channelsBytes(ledger: ChannelLedger): Uint8Array {
  const info = new peer.ChannelInfo();
  info.setChannelId(ledger.channelId);
  const response = new peer.ChannelQueryResponse();
  response.addChannels(info);
  return response.serializeBinary();
}

/** The configuration is in block 0: it never changes here. */
async function configBlock(ledger: ChannelLedger): Promise<common.Block> {
  return (await ledger.getBlock(0))?.block ?? new common.Block();
}

function checkReader(options: ConfigChaincodeOptions, call: SystemChaincodeCall): peer.Response | undefined {
  const { ledger, policies } = options;
  const { functionName, creator } = call;
  const channelId = Buffer.from(call.args[0] ?? []).toString();
  const denied = (reason: string): peer.Response =>
    errorResponse(`access denied for [${functionName}][${channelId}]: ${reason}`);
  if (channelId !== ledger.channelId) {
    return denied(
      channelId === ''
        ? 'Invalid channel ID name during check policy on signed data. Name must be different from nil.'
        : `Failed to get policy manager for channel [${channelId}]`,
    );
  }
  const path = '/Channel/Application/Readers';
  return policies.policy(path)?.isSatisfiedBy([creator]) === true
    ? undefined
    : denied(
        `Failed evaluating policy on signed data during check policy on channel [${channelId}] with policy [${path}]: [${noSubPolicySatisfied('Readers')}]`,
      );
}

async function invoke(options: ConfigChaincodeOptions, call: SystemChaincodeCall): Promise<peer.Response> {
  const { ledger, policies } = options;
  const { functionName, args, creator } = call;
  if (functionName === 'GetChannels') {
    return policies.policy('/Channel/Application/Readers')?.isSatisfiedBy([creator]) === true
      ? successResponse(channelsBytes(ledger))
      : errorResponse(`access denied for [${functionName}]`);
  }
  if (args.length === 0) {
    return errorResponse('Incorrect number of arguments, 1');
  }
  if (functionName !== 'GetConfigBlock' && functionName !== 'GetChannelConfig') {
    return errorResponse(`Requested function ${functionName} not found.`);
  }
  if (functionName === 'GetChannelConfig' && args[0]?.length === 0) {
    return errorResponse('empty channel name provided');
  }
  const refusal = checkReader(options, call);
  if (refusal !== undefined) {
    return refusal;
  }
  const block = await configBlock(ledger);
  return successResponse(
    functionName === 'GetConfigBlock'
      ? block.serializeBinary()
      : (blockToConfigEnvelope(block)?.getConfig() ?? new common.Config()).serializeBinary(),
  );
}

/** Answers questions about the channel's configuration. Mirrors core/scc/cscc/configure.go; joining is not for a devnet. */
export function createConfigChaincode(options: ConfigChaincodeOptions): SystemChaincode {
  return { name: 'cscc', invoke: (call) => invoke(options, call) };
}
