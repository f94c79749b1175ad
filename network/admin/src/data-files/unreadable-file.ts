import { stat } from 'node:fs/promises';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { isAbsent } from './damage';

/** What is said of a file that a caller named and that cannot be read, or is not there. */
export function unreadableFile({
  file,
  what = 'The file',
  cause,
}: {
  readonly file: string;
  /** What it should be. */
  readonly what?: string;
  readonly cause?: unknown;
}): NetworkError {
  const message = isAbsent(cause) ? `There is no file ${file}.` : `${what} ${file} cannot be read.`;
  return new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { file }, cause });
}

/** @throws NetworkError DIRECTORY_UNUSABLE where there is no such file */
export async function demandFile(file: string): Promise<void> {
  let isFile: boolean;
  try {
    isFile = (await stat(file)).isFile();
  } catch (cause) {
    throw unreadableFile({ file, cause });
  }
  if (!isFile) throw unreadableFile({ file });
}
