import { Command } from 'commander';
import { parseLogLines } from '../arguments';
import { dirOption, jsonOption, terminalOf } from '../common-options';
import { networkLogs, type NetworkLogsOptions } from './logs';
import { networkRestart } from './restart';

const restartExamples = `
Examples:
  kontti network restart peer0.org1.example.com
  kontti network restart orderer.example.com
  kontti network restart basic
`;

const logsExamples = `
Examples:
  kontti network logs orderer.example.com
  kontti network logs peer0.org1.example.com --follow
`;

const defaultLogLines = 40;

/** `kontti network restart` */
export function createRestart(): Command {
  return new Command('restart')
    .description("restart a peer, an orderer (fabric) or a chaincode's processes, and wait until they serve")
    .argument('<name>', 'as "kontti network status" tells it')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', restartExamples)
    .action(async (name: string, options: { dir: string; json?: boolean }) => {
      await networkRestart({ ...options, name }, terminalOf(options));
    });
}

/** `kontti network logs` */
export function createLogs(): Command {
  return new Command('logs')
    .description("write the end of a peer's or orderer's log (fabric)")
    .argument('<name>', 'as "kontti network status" tells it')
    .addOption(dirOption())
    .option('--lines <n>', 'how many lines', parseLogLines, defaultLogLines)
    .option('--follow', 'go on with what is written from now on')
    .addOption(jsonOption())
    .addHelpText('after', logsExamples)
    .action(async (name: string, options: Omit<NetworkLogsOptions, 'name'> & { json?: boolean }) => {
      await networkLogs({ ...options, name }, terminalOf(options));
    });
}
