import { common, peer } from '@hyperledger/fabric-protos';
import type { ChannelLedger } from '../ledger/types';
import type { ChannelPolicies } from '../policy/channel-policies';
import { errorResponse, successResponse } from './responses';
import type { SystemChaincode, SystemChaincodeCall } from './types';

export interface ConfigChaincodeOptions {
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

/** The configuration stands in block 0: it never changes here. */
async function configBlock(ledger: ChannelLedger): Promise<common.Block> {
  return (await ledger.getBlock(0))?.block ?? new common.Block();
}

function blockToConfig(block: common.Block): common.Config {
  const [bytes] = block.getData()?.getDataList_asU8() ?? [];
  const envelope = common.Envelope.deserializeBinary(bytes ?? new Uint8Array());
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  return common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig() ?? new common.Config();
}

async function invoke(options: ConfigChaincodeOptions, call: SystemChaincodeCall): Promise<peer.Response> {
  const { ledger, policies } = options;
  const { functionName, creator } = call;
  if (policies.policy('/Channel/Application/Readers')?.isSatisfiedBy([creator]) !== true) {
    return errorResponse(`access denied for [${functionName}]`);
  }
  if (functionName === 'GetChannels') {
    return successResponse(channelsBytes(ledger));
  }
  const channelId = Buffer.from(call.args[0] ?? []).toString();
  if (channelId !== ledger.channelId) {
    return errorResponse(`Unknown channel ID, ${channelId}`);
  }
  switch (functionName) {
    case 'GetConfigBlock':
      return successResponse((await configBlock(ledger)).serializeBinary());
    case 'GetChannelConfig':
      return successResponse(blockToConfig(await configBlock(ledger)).serializeBinary());
    default:
      return errorResponse(`Requested function ${functionName} not found.`);
  }
}

/** Answers questions about the channel's configuration. Mirrors core/scc/cscc/configure.go; joining is not for a devnet. */
export function createConfigChaincode(options: ConfigChaincodeOptions): SystemChaincode {
  return { name: 'cscc', invoke: (call) => invoke(options, call) };
}
