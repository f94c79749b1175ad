import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { createError, KonttiError } from '../errors';
import { FILE_BYTES_MAX } from '../limits';

/** Else opening a pipe waits until somebody writes to it. Windows has no such pipes. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The content of a file of bounded size, or `undefined` when there is none. @throws FILE_UNREADABLE */
export async function readBounded(path: string, bytesMax = FILE_BYTES_MAX): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, AT_ONCE);
    const stats = await file.stat();
    if (!stats.isFile()) {
      const kind = stats.isDirectory() ? 'a folder' : 'no regular file';
      throw createError('FILE_UNREADABLE', { because: `${path} is ${kind}`, details: { path } });
    }
    // The size that the system gives is not asked: some files grow, and some say 0.
    const content = await buffer(file.createReadStream({ end: bytesMax, autoClose: false }));
    if (content.length > bytesMax) {
      const because = `${path} has more than ${bytesMax} bytes`;
      throw createError('FILE_UNREADABLE', { because, details: { path } });
    }
    return withoutBom(content);
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

/** As `readBounded`, for a file that a caller named. @throws FILE_UNREADABLE also when there is no such file */
export async function readNamed(path: string): Promise<Buffer> {
  const content = await readBounded(path);
  if (content === undefined) {
    const hint = path.startsWith('~') ? '; ~ is not expanded' : '';
    throw createError('FILE_UNREADABLE', { because: `there is no file ${path}${hint}`, details: { path } });
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
