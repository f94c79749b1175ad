import { open, readdir } from 'node:fs/promises';
import { createError, KonttiError } from '../errors';
import { FILE_BYTES_MAX } from '../limits';

/** The content of a file of bounded size, or `undefined` when there is none. @throws FILE_UNREADABLE */
export async function readBounded(path: string, bytesMax = FILE_BYTES_MAX): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > bytesMax) {
      throw createError('FILE_UNREADABLE', { because: `${path} has ${size} bytes`, details: { path } });
    }
    return withoutBom(await file.readFile());
  } catch (cause) {
    if (isMissing(cause)) {
      return undefined;
    }
    throw cause instanceof KonttiError ? cause : unreadable(path, cause);
  }
}

/** As `readBounded`. @throws ORGANIZATION_NOT_FOUND also when there is no such file */
export async function readRequired(path: string): Promise<Buffer> {
  const content = await readBounded(path);
  if (content === undefined) {
    throw createError('ORGANIZATION_NOT_FOUND', { because: `${path} is missing`, details: { path } });
  }
  return content;
}

/** Names in a folder, sorted; none when there is no such folder. Hidden files, which systems leave behind, are not named. */
export async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted();
  } catch (cause) {
    if (isMissing(cause)) {
      return [];
    }
    throw unreadable(folder, cause);
  }
}

/** The same text without the mark that some editors put in front of it. */
export function withoutBom(text: Buffer): Buffer {
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
}

function unreadable(path: string, cause: unknown): KonttiError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return createError('FILE_UNREADABLE', { because: `${path}${code}`, details: { path }, cause });
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
}
