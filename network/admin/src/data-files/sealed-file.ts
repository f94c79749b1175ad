import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readBounded } from '@kontti/fabric-protocol/base';
import { damaged, isAbsent, noFolder } from './damage';

const secretMode = 0o600;

/** Bytes of a file that is read as a whole. */
const fileBytesMax = 64 * 1024 * 1024;

interface Sealed {
  readonly sha256: string;
  readonly content: unknown;
}

function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && 'sha256' in value && 'content' in value;
}

/** Has the folder's list of names reach the disk, where the system can do that. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Windows opens no folders; there the rename itself is journalled.
  } finally {
    await handle?.close();
  }
}

/** Writes JSON with its hash, readable by the owner alone: after a crash either the old file is there or the new one. */
export async function writeSealedFile(options: { file: string; content: unknown }): Promise<void> {
  const { file, content } = options;
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', secretMode);
  try {
    await handle.writeFile(`${JSON.stringify({ sha256: contentHash(content), content }, undefined, 1)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(dirname(file));
}

/** What was written; undefined when there is no such file. @throws NetworkError LEDGER_CORRUPT, DIRECTORY_UNUSABLE */
export async function readSealedFile(file: string): Promise<unknown> {
  let text: string;
  try {
    if (!(await stat(file)).isFile()) throw new Error('it is no regular file');
    text = (await readBounded(file, fileBytesMax)).toString('utf8');
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw noFolder(file, cause) ?? damaged({ file, reason: 'it cannot be read', cause });
  }
  let sealed: unknown;
  try {
    sealed = JSON.parse(text);
  } catch (cause) {
    throw damaged({ file, reason: 'it is no JSON', cause });
  }
  if (!isSealed(sealed) || sealed.sha256 !== contentHash(sealed.content)) {
    throw damaged({ file, reason: 'its content does not match its hash' });
  }
  return sealed.content;
}
