import { common, peer } from '@hyperledger/fabric-protos';
import type { ChannelLedger, CommittedBlock } from '../ledger/types';
import { noSubPolicySatisfied, type ChannelPolicies } from '@kontti/fabric-protocol/policy';
import { errorResponse, successResponse } from './responses';
import type { SystemChaincode, SystemChaincodeCall } from './types';

interface QueryChaincodeOptions {
  readonly ledger: ChannelLedger;
  readonly policies: ChannelPolicies;
}

const toText = (argument: Uint8Array): string => Buffer.from(argument).toString();
const toHex = (argument: Uint8Array): string => Buffer.from(argument).toString('hex');

function found(committed: CommittedBlock | undefined, refusal: string): peer.Response {
  return committed === undefined
    ? errorResponse(refusal)
    : successResponse(committed.block.serializeBinary());
}

const blockNumberMax = 2n ** 64n - 1n;

/** Why Go does not take a text for a block's number; undefined when it does. */
function numberRefusal(text: string): string | undefined {
  const reason =
    (!/^\d+$/.test(text) && 'invalid syntax') || (BigInt(text) > blockNumberMax && 'value out of range');
  return reason === false ? undefined : `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${reason}`;
}

type Query = (ledger: ChannelLedger, argument: Uint8Array) => Promise<peer.Response>;

const queries: ReadonlyMap<string, Query> = new Map<string, Query>([
  [
    'GetBlockByNumber',
    async (ledger, argument) => {
      const text = toText(argument);
      const refusal = numberRefusal(text);
      if (refusal !== undefined) {
        return errorResponse(`Failed to parse block number with error ${refusal}`);
      }
      const number = BigInt(text);
      return found(
        number < ledger.height ? await ledger.getBlock(Number(number)) : undefined,
        `Failed to get block number ${number}, error no such block number [${number}] in index`,
      );
    },
  ],
  [
    'GetBlockByHash',
    async (ledger, hash) =>
      found(
        await ledger.getBlockByHash(hash),
        `Failed to get block hash ${toText(hash)}, error no such block hash [${toHex(hash)}] in index`,
      ),
  ],
  [
    'GetBlockByTxID',
    async (ledger, argument) => {
      const txId = toText(argument);
      const transaction = await ledger.getTransaction(txId);
      return found(
        transaction === undefined ? undefined : await ledger.getBlock(transaction.blockNumber),
        `Failed to get block for txID ${txId}, error no such transaction ID [${txId}] in index`,
      );
    },
  ],
  [
    'GetTransactionByID',
    async (ledger, argument) => {
      const txId = toText(argument);
      const transaction = await ledger.getTransaction(txId);
      if (transaction === undefined) {
        return errorResponse(
          `Failed to get transaction with id ${txId}, error no such transaction ID [${txId}] in index`,
        );
      }
      const processed = new peer.ProcessedTransaction();
      processed.setTransactionenvelope(transaction.envelope);
      processed.setValidationcode(transaction.code);
      return successResponse(processed.serializeBinary());
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
  const query = queries.get(functionName);
  const denied = (reason: string): peer.Response =>
    errorResponse(`access denied for [${functionName}][${ledger.channelId}]: [${reason}]`);
  if (query === undefined && functionName !== 'GetChainInfo') {
    return denied(`Unmapped policy for qscc/${functionName}`);
  }
  const path = '/Channel/Application/Readers';
  if (policies.policy(path)?.isSatisfiedBy([creator]) !== true) {
    return denied(
      `Failed evaluating policy on signed data during check policy on channel [${ledger.channelId}] with policy [${path}]: [${noSubPolicySatisfied('Readers')}]`,
    );
  }
  if (functionName === 'GetChainInfo') {
    return successResponse(chainInfoBytes(ledger));
  }
  if (query === undefined || argument === undefined) {
    return errorResponse(`Requested function ${functionName} not found.`);
  }
  return query(ledger, argument);
}

/** Answers questions about blocks and transactions. Mirrors core/scc/qscc/query.go. */
export function createQueryChaincode(options: QueryChaincodeOptions): SystemChaincode {
  return { name: 'qscc', invoke: (call) => invoke(options, call) };
}
