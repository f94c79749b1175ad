import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of a size that a test chooses. */
interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
  /** Changes its size. */
  resize(kibibytes: number): Promise<void>;
}

/** A disk in memory; `undefined` where this process may not mount one. */
export async function mountSmallDisk(kibibytes: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'kontti-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'kontti-test', folder]);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    async resize(size) {
      await run('mount', ['-o', `remount,size=${size}k`, folder]);
    },
    async [Symbol.asyncDispose]() {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}
