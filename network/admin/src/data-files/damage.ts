import { dirname } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';

/** What is said of a file or folder that is not as it was written. */
export function damaged(options: {
  file: string;
  reason: string;
  /** The first block that is concerned, where that is known. */
  blockNumber?: number;
  cause?: unknown;
}): NetworkError {
  const { file, reason, blockNumber, cause } = options;
  return new NetworkError({
    code: 'LEDGER_CORRUPT',
    message: `${file} is damaged: ${reason}. Nothing was repaired; put back a copy, or remove the data directory and start anew.`,
    details: { file, reason, ...(blockNumber === undefined ? {} : { blockNumber }) },
    cause,
  });
}

/** Of a file that cannot be in a folder, since what was named as that is none. */
export function noFolder(file: string, cause: unknown): NetworkError | undefined {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOTDIR')) return undefined;
  const directory = dirname(file);
  const message = `${directory} is no folder: name another as data directory.`;
  return new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory }, cause });
}

export function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
