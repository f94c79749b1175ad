import { createReadStream, createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { makeFolder } from '@kontti/fabric-protocol/base';
import { downloadFailure } from './failure';
import { releaseLimits } from './limits';

/** What of an archive is needed; the samples of settings are not. */
const wantedPattern = /^(?:\.\/)?((?:bin|builders)\/.+)$/;
const executableMode = 0o755;

/** Where an entry goes; undefined for what is not wanted. @throws NetworkError FABRIC_DOWNLOAD_FAILED for a path that leaves the folder */
function entryToPath(directory: string, { name, type }: Header): string | undefined {
  const path = wantedPattern.exec(name)?.[1];
  if (path === undefined || type === 'directory') return undefined;
  const isPlain = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (type !== 'file' || !isPlain || path.includes('\\') || path.includes('\0')) {
    throw downloadFailure(`The archive holds ${name}, which does not belong in an archive of Fabric.`);
  }
  return join(directory, ...path.split('/'));
}

/** Unpacks `bin/` and `builders/` of a release archive into a folder. @throws NetworkError FABRIC_DOWNLOAD_FAILED */
export async function unpackRelease({ file, directory }: { file: string; directory: string }): Promise<void> {
  const extraction = extract();
  const reading = pipeline(createReadStream(file), createGunzip(), extraction);
  // Its failure is seen by the loop below; without a handler it would count as unhandled before.
  reading.catch(() => undefined);
  let entries = 0;
  let bytes = 0;
  try {
    for await (const entry of extraction) {
      const path = entryToPath(directory, entry.header);
      entries += 1;
      bytes += entry.header.size ?? 0;
      if (entries > releaseLimits.entriesMax || bytes > releaseLimits.unpackedBytesMax) {
        throw downloadFailure('The archive holds too much to be one of Fabric.');
      }
      if (path === undefined) {
        entry.resume();
        continue;
      }
      await makeFolder(dirname(path));
      await pipeline(entry as unknown as Readable, createWriteStream(path, { mode: executableMode }));
    }
    await reading;
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'FABRIC_DOWNLOAD_FAILED'
      ? error
      : downloadFailure(`The archive ${file} cannot be unpacked.`, error);
  }
}
