import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What an installed tree is. */
interface InstalledSize {
  readonly packages: number;
  /** Sum of the files' lengths. */
  readonly bytes: number;
  /** What the files occupy, as `du` counts it. */
  readonly diskBytes: number;
}

const diskBlockBytes = 512;

/** Packages are in folders named `node_modules`, or below a scope in one. */
function isPackage(path: readonly string[]): boolean {
  const [above, name = ''] = path.slice(-2);
  if (path.at(-3) === 'node_modules' && above?.startsWith('@') === true) return true;
  return above === 'node_modules' && !/^[.@]/.test(name);
}

/** Counts what is below a folder `node_modules`. */
export async function measureInstalled(directory: string): Promise<InstalledSize> {
  const size = { packages: 0, bytes: 0, diskBytes: 0 };
  const add = async (path: readonly string[]): Promise<void> => {
    const stats = await lstat(join(...path));
    size.diskBytes += stats.blocks * diskBlockBytes;
    if (!stats.isDirectory()) {
      size.bytes += stats.size;
      return;
    }
    if (isPackage(path)) size.packages += 1;
    for (const name of await readdir(join(...path))) await add([...path, name]);
  };
  await add([directory, 'node_modules']);
  return size;
}
