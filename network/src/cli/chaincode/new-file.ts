import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NetworkError } from '../../errors';

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
