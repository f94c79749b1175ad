import type { common } from '@hyperledger/fabric-protos';
import { decodeBlock, type DecodedTransaction } from '@kontti/fabric-protocol/decoding';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { LedgerClient } from '@kontti/fabric-admin/explorer';
import { type ReaderOptions, withLedger } from './open-ledger';
import { blockToText } from './render-block';
import { transactionToLines } from './render-transaction';
import type { Terminal } from '../options/terminal';

export interface BlocksOptions extends ReaderOptions {
  readonly from?: number;
  readonly count: number;
  readonly follow?: boolean;
}

function showBlock(block: common.Block, terminal: Terminal): void {
  const decoded = decodeBlock(block);
  terminal.result({ text: blockToText(decoded), json: { event: 'block', ...decoded }, isPlain: true });
}

/** Shows the newest blocks, or those from a number on; with `follow` also those that come. */
export async function showBlocks(options: BlocksOptions, terminal: Terminal): Promise<void> {
  await withLedger(options, async (ledger) => {
    const { count, follow } = options;
    const height = await ledger.height();
    const from = options.from ?? Math.max(0, height - count);
    if (follow === true) {
      for await (const block of ledger.follow({ from })) showBlock(block, terminal);
      return;
    }
    // A number beyond the newest block is reported as such.
    const end = Math.max(Math.min(height, from + count), from + 1);
    for (let number = from; number < end; number += 1) showBlock(await ledger.block(number), terminal);
  });
}

/** Shows a block with everything in its transactions. */
export async function showWholeBlock(
  options: ReaderOptions & { number: number },
  terminal: Terminal,
): Promise<void> {
  await withLedger(options, async (ledger) => {
    const decoded = decodeBlock(await ledger.block(options.number));
    const [head = ''] = blockToText(decoded).split('\n');
    const { previousHash, dataHash, orderers, transactions } = decoded;
    const lines = [
      head,
      `  previous ${previousHash}`,
      `  data     ${dataHash}`,
      ...orderers.map(
        ({ mspId, isSignatureValid }) =>
          `  orderer  ${mspId}${isSignatureValid === false ? '  SIGNATURE INVALID' : ''}`,
      ),
      ...transactions.flatMap((transaction) => transactionToLines(decoded.number, transaction)),
    ];
    terminal.result({ text: lines.join('\n'), json: { event: 'block', ...decoded }, isPlain: true });
  });
}

export interface TransactionOptions extends ReaderOptions {
  readonly transaction: string | { readonly blockNumber: number; readonly txNumber: number };
}

/** Shows one transaction. */
export async function showTransaction(options: TransactionOptions, terminal: Terminal): Promise<void> {
  await withLedger(options, async (ledger) => {
    const { blockNumber, transaction } = await findTransaction(ledger, options.transaction);
    terminal.result({
      text: transactionToLines(blockNumber, transaction).join('\n'),
      json: { event: 'transaction', blockNumber, transaction },
      isPlain: true,
    });
    const { validation, txNumber } = transaction;
    if (validation !== undefined && validation.code !== 0) {
      terminal.note(`On a devnet, "kontti network trace ${blockNumber}/${txNumber}" says why.`);
    }
  });
}

async function findTransaction(
  ledger: LedgerClient,
  name: TransactionOptions['transaction'],
): Promise<{ blockNumber: number; transaction: DecodedTransaction }> {
  const block = await (typeof name === 'string'
    ? ledger.blockOfTransaction(name)
    : ledger.block(name.blockNumber));
  const { number: blockNumber, transactions } = decodeBlock(block);
  const found = transactions.find(({ txId, txNumber }) =>
    typeof name === 'string' ? txId === name : txNumber === name.txNumber,
  );
  if (found !== undefined) return { blockNumber, transaction: found };
  throw new NetworkError({
    code: 'TRANSACTION_UNKNOWN',
    message: `Block ${blockNumber} holds ${transactions.length} transactions, numbered from 0.`,
    details: { transaction: name },
  });
}
