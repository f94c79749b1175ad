import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { NetworkError } from './errors';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function unusable(folder: string, cause?: unknown): NetworkError {
  const code = codeOf(cause);
  const isFile = cause === undefined || code === 'ENOTDIR';
  const message = isFile
    ? `${folder} is no folder, and a folder is wanted there.`
    : `The folder ${folder} cannot be made (${String(code)}).`;
  return new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory: folder }, cause });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return false;
    throw unusable(path, cause);
  }
  throw unusable(path);
}

async function makeOne(folder: string, mode: number | undefined): Promise<boolean> {
  try {
    await mkdir(folder, { mode });
    return true;
  } catch (cause) {
    // Somebody else may have made it meanwhile.
    if (codeOf(cause) === 'EEXIST' && (await isFolder(folder))) return false;
    throw unusable(folder, cause);
  }
}

/**
 * Makes a folder with those above it that are missing, and returns those that it made, the outermost first. Each is tried once: Node's own
 * `recursive` never ends on a file system that says of a new folder in an existing one that there is no such place, as /proc does.
 * @throws NetworkError DIRECTORY_UNUSABLE naming the folder that cannot be made
 */
export async function makeFolder(directory: string, mode?: number): Promise<readonly string[]> {
  const missing: string[] = [];
  let folder = resolve(directory);
  while (!(await isFolder(folder))) {
    missing.unshift(folder);
    const above = dirname(folder);
    if (above === folder) break;
    folder = above;
  }
  const made: string[] = [];
  for (const each of missing) if (await makeOne(each, mode)) made.push(each);
  return made;
}

/** The same for a folder in which something will be kept: what cannot be written to is seen now. @throws NetworkError DIRECTORY_UNUSABLE */
export async function makeWritableFolder(directory: string, mode?: number): Promise<readonly string[]> {
  const made = await makeFolder(directory, mode);
  try {
    await rmdir(await mkdtemp(join(directory, '.kontti-')));
  } catch (cause) {
    const message = `Nothing can be written to the folder ${directory} (${String(codeOf(cause))}).`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory }, cause });
  }
  return made;
}
