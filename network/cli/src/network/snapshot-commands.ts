import { Command } from 'commander';
import { dirOption, jsonOption, terminalOf } from '../options/common-options';
import type { SnapshotOptions } from './snapshot';

const snapshotExamples = `
Examples:
  kontti network snapshot
  kontti network snapshot deployed
  kontti network snapshot --list --json
  kontti network snapshot --drop deployed
`;

/** `kontti network snapshot` */
export function createSnapshot(): Command {
  return new Command('snapshot')
    .description('note what is committed now, to come back to it (devnet)')
    .argument('[name]', 'what the snapshot is called (default: a number)')
    .option('--list', 'take none, and show which there are')
    .option('--drop <id>', 'take none, and forget this one')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', snapshotExamples)
    .action(async (name: string | undefined, options: SnapshotOptions & { json?: boolean }) => {
      const { networkSnapshot } = await import('./snapshot.js');
      await networkSnapshot({ ...options, name }, terminalOf(options));
    });
}

const revertExamples = `
Examples:
  kontti network revert deployed
  kontti network revert 1 --json
`;

/** `kontti network revert` */
export function createRevert(): Command {
  return new Command('revert')
    .description('take the network back to a snapshot; what waits and what runs is dropped (devnet)')
    .argument('<id>', "the snapshot's name or number")
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', revertExamples)
    .action(async (id: string, options: { dir: string; json?: boolean }) => {
      const { networkRevert } = await import('./snapshot.js');
      await networkRevert({ ...options, id }, terminalOf(options));
    });
}
