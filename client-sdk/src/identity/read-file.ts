import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createError, KonttiError } from '../errors';
import { FILE_BYTES_MAX } from '../limits';

/**
 * The content of a file of bounded size, or `undefined` when there is none.
 * @throws ORGANIZATION_NOT_FOUND when it is too large or cannot be read
 */
export async function readBounded(path: string, bytesMax = FILE_BYTES_MAX): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > bytesMax) {
      throw createError('ORGANIZATION_NOT_FOUND', { because: 'a file is too large', details: { path } });
    }
    return await file.readFile();
  } catch (cause) {
    if (isMissing(cause)) {
      return undefined;
    }
    if (cause instanceof KonttiError) {
      throw cause;
    }
    throw createError('ORGANIZATION_NOT_FOUND', {
      because: 'a file cannot be read',
      details: { path },
      cause,
    });
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

/** The only file of a folder, as Fabric keeps keys and certificates. @throws ORGANIZATION_NOT_FOUND */
export async function readOnlyFile(folder: string): Promise<Buffer> {
  const [name, ...more] = (await listFolder(folder)).filter((entry) => !entry.startsWith('.'));
  if (name === undefined || more.length > 0) {
    throw createError('ORGANIZATION_NOT_FOUND', {
      because: `${folder} has to hold exactly one file`,
      details: { path: folder },
    });
  }
  return readRequired(join(folder, name));
}

/** Names in a folder, sorted; none when there is no such folder. */
export async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (cause) {
    if (isMissing(cause)) {
      return [];
    }
    throw cause;
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
}
