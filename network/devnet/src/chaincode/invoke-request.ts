import { peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '@kontti/fabric-protocol/base';
import { refused } from './transaction-context';
import type { TransactionContext } from './transaction-context';

/** `name:version/channel`, of which only the name is compulsory. Mirrors core/chaincode/handler.go ParseName. */
export function parseChaincodeName(text: string): { name: string; channelId: string } {
  const slash = text.indexOf('/');
  const instance = slash < 0 ? text : text.slice(0, slash);
  const colon = instance.indexOf(':');
  return {
    name: colon < 0 ? instance : instance.slice(0, colon),
    channelId: slash < 0 ? '' : text.slice(slash + 1),
  };
}

/** A call from chaincode to chaincode: the same channel's shares the simulator, another channel is not here. */
export async function invokeChaincode(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  const spec = decodeMessage({ type: peer.ChaincodeSpec, bytes: payload, name: 'ChaincodeSpec' });
  const target = parseChaincodeName(spec.getChaincodeId()?.getName() ?? '');
  if (target.channelId !== '' && target.channelId !== context.call.channelId) {
    throw refused(`Failed to get policy manager for channel [${target.channelId}]`);
  }
  const input = spec.getInput() ?? new peer.ChaincodeInput();
  try {
    const message = await context.host.invoke({ ...context.call, name: target.name, input });
    return message.serializeBinary();
  } catch (error) {
    throw refused(`execute failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
