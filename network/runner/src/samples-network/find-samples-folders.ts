import { join, resolve } from 'node:path';
import { isThere } from '@kontti/fabric-admin/data-files';
import { NetworkError } from '@kontti/fabric-protocol/base';

/** Which of fabric-samples' networks: in Docker, or of plain processes. */
export type SamplesKind = 'test-network' | 'test-network-nano-bash';

/** A folder whose own scripts start a network. */
export interface SamplesFolder {
  readonly kind: SamplesKind;
  readonly directory: string;
}

/** How people start each of them, in its folder. */
export const startCommands: Readonly<Record<SamplesKind, string>> = {
  'test-network': './network.sh up createChannel',
  'test-network-nano-bash': './network.sh start',
};

const kinds = ['test-network-nano-bash', 'test-network'] as const;

/** Recognised by what its scripts are, as people may have copied the folder under another name. */
async function folderToKind(directory: string): Promise<SamplesKind | undefined> {
  if (!(await isThere(join(directory, 'network.sh')))) return undefined;
  if (await isThere(join(directory, 'peer1.sh'))) return 'test-network-nano-bash';
  return (await isThere(join(directory, 'organizations'))) ? 'test-network' : undefined;
}

/**
 * The networks that can be started from fabric-samples' folder, or from the folder of one of them.
 * @throws NetworkError DIRECTORY_UNUSABLE
 */
export async function findSamplesFolders(directory: string): Promise<readonly SamplesFolder[]> {
  const root = resolve(directory);
  const candidates = [root, ...kinds.map((kind) => join(root, kind))];
  const found = await Promise.all(
    candidates.map(async (candidate) => {
      const kind = await folderToKind(candidate);
      return kind === undefined ? [] : [{ kind, directory: candidate }];
    }),
  );
  const folders = found.flat();
  if (folders.length > 0) return folders;
  const what = (await isThere(root)) ? `has neither ${kinds.join(' nor ')}` : 'is not there';
  const message = `The folder ${root} ${what}: name that of fabric-samples with --fabric-samples or FABRIC_SAMPLES.`;
  throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory: root } });
}
