import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { packageLimits } from './limits';

const gunzipAsync = promisify(gunzip);
const gzipAsync = promisify(gzip);

/** Position of the operating system's number in a gzip header, and the number that means none. */
const gzipSystemOffset = 9;
const gzipSystemUnknown = 255;

/** Regular files by name, in the archive's order. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

function refuse(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'PACKAGE_INVALID', message, cause });
}

/** A name relative to the archive's root; `tar` writes `./name` when it packs a folder. */
function checkName(name: string): string {
  const relative = name.replace(/^(?:\.\/)+/, '');
  const isOutside = /^\/|^[A-Za-z]:|\\|\0/.test(relative) || relative.split('/').includes('..');
  if (relative === '' || isOutside) throw refuse(`The archive's entry '${name}' leads out of it.`);
  return relative;
}

async function readEntries(tarBytes: Buffer, isFolderAllowed: boolean): Promise<ArchiveFiles> {
  const files = new Map<string, Uint8Array>();
  const extraction = extract();
  extraction.end(tarBytes);
  for await (const entry of extraction) {
    const { name, type } = entry.header;
    if (type === 'directory' && isFolderAllowed) {
      entry.resume();
      continue;
    }
    if (type !== 'file') throw refuse(`The archive's entry '${name}' is no regular file.`);
    if (files.size >= packageLimits.packageEntriesMax) throw refuse('The archive has too many files.');
    const path = checkName(name);
    if (files.has(path)) throw refuse(`The archive has '${path}' twice.`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
    files.set(path, Buffer.concat(chunks));
  }
  return files;
}

/**
 * Reads a tar.gz that someone else made. `folders` lets it list folders beside its files, as `tar` does.
 * @throws NetworkError PACKAGE_INVALID
 */
export async function readArchive(
  bytes: Uint8Array,
  { folders = false }: { folders?: boolean } = {},
): Promise<ArchiveFiles> {
  if (bytes.length > packageLimits.packageBytesMax) {
    throw refuse(`The package is larger than ${packageLimits.packageBytesMax} bytes.`);
  }
  try {
    const tarBytes = await gunzipAsync(bytes, { maxOutputLength: packageLimits.unpackedBytesMax });
    return await readEntries(tarBytes, folders);
  } catch (error) {
    throw error instanceof NetworkError ? error : refuse('The package is no gzipped tar archive.', error);
  }
}

/** Makes a tar.gz whose bytes depend on nothing but the files: no times, owners or operating system. */
export async function writeArchive(files: ArchiveFiles): Promise<Uint8Array> {
  const packing = pack();
  for (const [name, content] of files) {
    packing.entry({ name, mode: 0o100644, mtime: new Date(0), uid: 0, gid: 0 }, Buffer.from(content));
  }
  packing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packing as AsyncIterable<Uint8Array>) chunks.push(chunk);
  // Stored, not compressed: what a compressor makes differs between its versions and processors.
  const zipped = await gzipAsync(Buffer.concat(chunks), { level: constants.Z_NO_COMPRESSION });
  zipped.writeUInt8(gzipSystemUnknown, gzipSystemOffset);
  return zipped;
}
