import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, NetworkError } from '@kontti/fabric-protocol/base';
import type { ArchiveFiles } from '@kontti/fabric-admin/packages';

/** Writes a file all at once, and not over one of other content. @throws NetworkError DIRECTORY_UNUSABLE */
export async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: 'wx' });
  } catch (cause) {
    const existing = await readFile(file).catch(() => undefined);
    if (existing !== undefined && Buffer.compare(existing, bytes) === 0) return;
    const reason =
      existing === undefined ? `is there a folder ${dirname(file)}?` : 'it exists with other content.';
    const message = `The file ${file} cannot be written: ${reason}`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { file }, cause });
  }
}

/** Writes files below a folder that is new or empty. @throws NetworkError DIRECTORY_UNUSABLE */
export async function writeNewFolder(folder: string, files: ArchiveFiles): Promise<void> {
  const details = { directory: folder };
  try {
    await makeFolder(folder);
    if ((await readdir(folder)).length > 0) {
      const message = `The folder ${folder} is not empty: name a new one.`;
      throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details });
    }
    for (const [name, bytes] of files) {
      const file = join(folder, ...name.split('/'));
      await makeFolder(dirname(file));
      await writeFile(file, bytes, { flag: 'wx' });
    }
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause;
    const message = `The folder ${folder} cannot be written.`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details, cause });
  }
}
