import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  damaged,
  isAbsent,
  readSealedFile,
  syncFolder,
  writeSealedFile,
} from '@kontti/fabric-admin/data-files';
import { dataDirectoryLimits } from './limits';

/** Files of LevelDB that hold no data. */
const withoutData: ReadonlySet<string> = new Set(['LOCK', 'LOG', 'LOG.old']);

interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  const chunks = createReadStream(file, { highWaterMark: dataDirectoryLimits.hashedChunkBytes });
  for await (const chunk of chunks as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** Notes the size and hash of each file of a closed store, so that damage is reported before LevelDB touches anything. */
export async function writeFileList(options: { folder: string; list: string }): Promise<void> {
  const { folder, list } = options;
  const files: ListedFile[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    if (withoutData.has(name)) continue;
    const file = join(folder, name);
    files.push({ name, bytes: (await stat(file)).size, sha256: await hashFile(file) });
  }
  await writeSealedFile({ file: list, content: files });
}

/**
 * Compares the files with the list; false when there is none, since the store was not closed in order.
 * @throws NetworkError LEDGER_CORRUPT naming the first file that differs
 */
export async function checkFileList(options: { folder: string; list: string }): Promise<boolean> {
  const { folder, list } = options;
  const listed = (await readSealedFile(list)) as readonly ListedFile[] | undefined;
  for (const { name, bytes, sha256 } of listed ?? []) {
    const file = join(folder, name);
    try {
      const { size } = await stat(file);
      if (size !== bytes) throw damaged({ file, reason: `it has ${size} bytes instead of ${bytes}` });
      if ((await hashFile(file)) !== sha256) {
        throw damaged({ file, reason: 'its bytes are not those written' });
      }
    } catch (cause) {
      throw isAbsent(cause) ? damaged({ file, reason: 'it is gone', cause }) : cause;
    }
  }
  return listed !== undefined;
}

/** Must be called before the store is opened: from then on its files change. */
export async function removeFileList(list: string): Promise<void> {
  await rm(list, { force: true });
  await syncFolder(dirname(list));
}
