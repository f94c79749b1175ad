import { Command } from 'commander';
import { parseLogLines } from '../options/arguments';
import { dirOption, jsonOption, terminalOf } from '../options/common-options';
import { defaultRelease } from '@kontti/fabric-runner/fabric-release';
import type { NetworkDownloadOptions } from './download';
import type { NetworkLogsOptions } from './logs';

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

const downloadExamples = `
Examples:
  kontti network download
  kontti network download --version 2.5.16
  kontti network download --version 3.1.4 --sha256 0123…
`;

/** `kontti network download` */
export function createDownload(): Command {
  return new Command('download')
    .description(
      "download Fabric's own programs into the cache, and go on where an earlier attempt broke off",
    )
    .option('--version <version>', `the release (default: ${defaultRelease})`)
    .option('--sha256 <checksum>', "the archive's SHA-256, where none is pinned")
    .option('--url <url>', "a mirror of the project's release page")
    .addOption(jsonOption())
    .addHelpText('after', downloadExamples)
    .action(async (options: NetworkDownloadOptions & { json?: boolean }) => {
      const { networkDownload } = await import('./download.js');
      await networkDownload(options, terminalOf(options));
    });
}

const defaultLogLines = 40;

/** `kontti network restart` */
export function createRestart(): Command {
  return new Command('restart')
    .description("restart a peer, an orderer (fabric) or a chaincode's processes, and wait until they serve")
    .argument('<name>', 'as "kontti network status" shows it')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', restartExamples)
    .action(async (name: string, options: { dir: string; json?: boolean }) => {
      const { networkRestart } = await import('./restart.js');
      await networkRestart({ ...options, name }, terminalOf(options));
    });
}

/** `kontti network logs` */
export function createLogs(): Command {
  return new Command('logs')
    .description("write the end of a peer's or orderer's log (fabric)")
    .argument('<name>', 'as "kontti network status" shows it')
    .addOption(dirOption())
    .option('--lines <n>', 'how many lines', parseLogLines, defaultLogLines)
    .option('--follow', 'go on with what is written from now on')
    .addOption(jsonOption())
    .addHelpText('after', logsExamples)
    .action(async (name: string, options: Omit<NetworkLogsOptions, 'name'> & { json?: boolean }) => {
      const { networkLogs } = await import('./logs.js');
      await networkLogs({ ...options, name }, terminalOf(options));
    });
}
