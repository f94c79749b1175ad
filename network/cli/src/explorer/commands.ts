import { Argument, Command, Option } from 'commander';
import { parseBlockCount, parseBlockNumber, parseChannel, parseTransactionName } from '../options/arguments';
import { addAccessOptions } from '../options/access-options';
import { jsonOption, terminalOf } from '../options/common-options';
import type { ReaderOptions } from './open-ledger';
import type { BlocksOptions } from './show';

const defaultCount = 10;

const blocksExamples = `
Examples:
  kontti blocks
  kontti blocks --from 0 --count 5 --json
  kontti blocks --follow --dir fabric-samples/test-network
`;

const blockExamples = `
Examples:
  kontti block 7
  kontti block 0 --json
`;

const transactionExamples = `
Examples:
  kontti tx 3c1f…                the whole id, 64 hex digits
  kontti tx 7/0                  the first transaction of block 7
  kontti tx 7/0 --company Org2MSP --user User1 --json
`;

interface JsonOption {
  readonly json?: boolean;
}

/** Options of every command that reads a ledger through a peer. */
function withReaderOptions(command: Command): Command {
  return addAccessOptions(command)
    .addOption(
      new Option(
        '-c, --channel <name>',
        'the channel (default: that of the network which runs there, else mychannel)',
      ).argParser(parseChannel),
    )
    .addOption(jsonOption());
}

/** `kontti blocks` */
export function createBlocksCommand(): Command {
  const command = new Command('blocks')
    .option('--from <number>', 'the first block (default: so that the newest are shown)', parseBlockNumber)
    .option('--count <n>', 'how many blocks', parseBlockCount, defaultCount)
    .option('--follow', 'go on with the blocks that come')
    .addHelpText('after', blocksExamples);
  return withReaderOptions(command).action(async (options: BlocksOptions & JsonOption) => {
    const { showBlocks } = await import('./show.js');
    await showBlocks(options, terminalOf(options));
  });
}

/** `kontti block` */
export function createBlockCommand(): Command {
  const command = new Command('block')
    .addArgument(new Argument('<number>', 'the number of the block').argParser(parseBlockNumber))
    .addHelpText('after', blockExamples);
  return withReaderOptions(command).action(async (number: number, options: ReaderOptions & JsonOption) => {
    const { showWholeBlock } = await import('./show.js');
    await showWholeBlock({ ...options, number }, terminalOf(options));
  });
}

/** `kontti tx` */
export function createTransactionCommand(): Command {
  const command = new Command('tx')
    .addArgument(new Argument('<id>', 'the id, or BLOCK/NUMBER').argParser(parseTransactionName))
    .addHelpText('after', transactionExamples);
  return withReaderOptions(command).action(
    async (transaction: ReturnType<typeof parseTransactionName>, options: ReaderOptions & JsonOption) => {
      const { showTransaction } = await import('./show.js');
      await showTransaction({ ...options, transaction }, terminalOf(options));
    },
  );
}
