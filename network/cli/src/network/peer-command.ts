import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeFolder } from '@kontti/fabric-protocol/base';
import { markFolder } from '../control/network-state';

const fileName = 'core.yaml';

/** Where Fabric's `peer` command finds settings for a folder's network: its `FABRIC_CFG_PATH`. */
export function peerCommandFolder(directory: string): string {
  return join(markFolder(directory), 'peer-command');
}

/** Whether a folder can be the command's `FABRIC_CFG_PATH`. */
export async function isPeerCommandFolder(folder: string): Promise<boolean> {
  return (await stat(join(folder, fileName)).catch(() => undefined)) !== undefined;
}

/** Writes the little that the command wants to find in a file; all else comes from its variables. Mirrors internal/peer/common. */
export async function writePeerCommandSettings(directory: string): Promise<void> {
  const folder = peerCommandFolder(directory);
  await makeFolder(folder);
  const settings = {
    peer: {
      localMspType: 'bccsp',
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      client: { connTimeout: '3s' },
    },
  };
  await writeFile(join(folder, fileName), stringify(settings));
}

/** Nothing reads them once the network has gone. */
export async function removePeerCommandSettings(directory: string): Promise<void> {
  await rm(peerCommandFolder(directory), { recursive: true, force: true });
}
