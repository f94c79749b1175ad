import { common, peer } from '@hyperledger/fabric-protos';
import type { ChannelLedger, CommittedBlock } from '../ledger/types';
import type { ChannelPolicies } from '../policy/channel-policies';
import { errorResponse, successResponse } from './responses';
import type { SystemChaincode, SystemChaincodeCall } from './types';

export interface QueryChaincodeOptions {
  readonly ledger: ChannelLedger;
  readonly policies: ChannelPolicies;
}

type Query = (ledger: ChannelLedger, argument: Uint8Array) => Promise<Uint8Array | undefined>;

const toText = (argument: Uint8Array): string => Buffer.from(argument).toString();

function blockBytes(committed: CommittedBlock | undefined): Uint8Array | undefined {
  return committed?.block.serializeBinary();
}

const queries: ReadonlyMap<string, Query> = new Map<string, Query>([
  [
    'GetBlockByNumber',
    async (ledger, argument) => {
      const text = toText(argument);
      return /^\d{1,15}$/.test(text) ? blockBytes(await ledger.getBlock(Number(text))) : undefined;
    },
  ],
  ['GetBlockByHash', async (ledger, argument) => blockBytes(await ledger.getBlockByHash(argument))],
  [
    'GetBlockByTxID',
    async (ledger, argument) => {
      const found = await ledger.getTransaction(toText(argument));
      return found === undefined ? undefined : blockBytes(await ledger.getBlock(found.blockNumber));
    },
  ],
  [
    'GetTransactionByID',
    async (ledger, argument) => {
      const found = await ledger.getTransaction(toText(argument));
      if (found === undefined) {
        return undefined;
      }
      const transaction = new peer.ProcessedTransaction();
      transaction.setTransactionenvelope(found.envelope);
      transaction.setValidationcode(found.code);
      return transaction.serializeBinary();
    },
  ],
]);

function chainInfoBytes(ledger: ChannelLedger): Uint8Array {
  const { height, currentBlockHash, previousBlockHash } = ledger.chainInfo();
  const info = new common.BlockchainInfo();
  info.setHeight(height);
  info.setCurrentblockhash(currentBlockHash);
  info.setPreviousblockhash(previousBlockHash);
  return info.serializeBinary();
}

async function invoke(options: QueryChaincodeOptions, call: SystemChaincodeCall): Promise<peer.Response> {
  const { ledger, policies } = options;
  const { functionName, args, creator } = call;
  const [channelId, argument] = args;
  if (channelId === undefined) {
    return errorResponse(`Incorrect number of arguments, ${args.length + 1}`);
  }
  if (functionName !== 'GetChainInfo' && argument === undefined) {
    return errorResponse(`missing 3rd argument for ${functionName}`);
  }
  if (toText(channelId) !== ledger.channelId) {
    return errorResponse(`Invalid chain ID, ${toText(channelId)}`);
  }
  if (policies.policy('/Channel/Application/Readers')?.isSatisfiedBy([creator]) !== true) {
    return errorResponse(`access denied for [${functionName}][${ledger.channelId}]`);
  }
  if (functionName === 'GetChainInfo') {
    return successResponse(chainInfoBytes(ledger));
  }
  const query = queries.get(functionName);
  if (query === undefined || argument === undefined) {
    return errorResponse(`Requested function ${functionName} not found.`);
  }
  const result = await query(ledger, argument);
  return result === undefined
    ? errorResponse(`Failed to get what ${functionName} asks for: no such entry in the ledger`)
    : successResponse(result);
}

/** Answers questions about blocks and transactions. Mirrors core/scc/qscc/query.go. */
export function createQueryChaincode(options: QueryChaincodeOptions): SystemChaincode {
  return { name: 'qscc', invoke: (call) => invoke(options, call) };
}
