import type { DecodedBlock, DecodedTransaction } from '@kontti/fabric-protocol/decoding';
import { toPrintable } from './quote';
import { invocationToText, lifecycleToText } from './render-transaction';

const resultWidth = 26;

/** A transaction in one line. */
function transactionToLine({
  txNumber,
  txId,
  type,
  validation,
  creator,
  chaincode,
  lifecycle,
  endorsers,
}: DecodedTransaction): string {
  const call = lifecycle ? lifecycleToText(lifecycle) : chaincode ? invocationToText(chaincode) : type;
  const result = (validation?.name ?? 'not validated').padEnd(resultWidth);
  const by = [...new Set(endorsers.map(({ mspId }) => toPrintable(mspId)))].join(', ');
  const endorsed = by === '' ? '' : `, endorsed by ${by}`;
  return `  ${txNumber}  ${toPrintable(txId)}  ${result} ${call}  from ${toPrintable(creator?.mspId ?? 'nobody')}${endorsed}`;
}

/** A block with a line for each of its transactions. */
export function blockToText(block: DecodedBlock): string {
  const { number, time, hash, isDataIntact, transactions } = block;
  const count = `${transactions.length} transaction${transactions.length === 1 ? '' : 's'}`;
  const head = [`block ${number}`, ...(time === undefined ? [] : [time]), count, `hash ${hash}`];
  if (!isDataIntact) head.push('THE DATA DO NOT HAVE THE HASH OF THE HEADER');
  return [head.join('  '), ...transactions.map(transactionToLine)].join('\n');
}
