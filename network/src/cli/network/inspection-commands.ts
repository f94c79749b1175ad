import { Argument, Command } from 'commander';
import { parseTransactionName } from '../arguments';
import { dirOption, jsonOption, terminalOf } from '../common-options';
import { networkTrace } from './trace';

const traceExamples = `
Examples:
  kontti network trace 3c1f…     the whole id, 64 hex digits
  kontti network trace 7/0       the first transaction of block 7
`;

/** The argument as it was written, once it is one. */
function parseTransactionText(text: string): string {
  parseTransactionName(text);
  return text;
}

/** `kontti network trace` */
export function createTrace(): Command {
  return new Command('trace')
    .description('tell what a transaction did, and why it was refused (devnet)')
    .addArgument(new Argument('<id>', 'the id, or BLOCK/NUMBER').argParser(parseTransactionText))
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', traceExamples)
    .action(async (transaction: string, options: { dir: string; json?: boolean }) => {
      await networkTrace({ ...options, transaction }, terminalOf(options));
    });
}
