import { posix } from 'node:path';
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

/**
 * What Fabric reads an archive as: a whole package (core/chaincode/persistence/chaincode_package.go) holds regular files alone, by
 * their very names; the code in it (core/container/externalbuilder/tar.go) is unpacked into a folder.
 */
type ArchiveKind = 'package' | 'code';

/** A name relative to where the code is unpacked; `tar` writes `./name` when it packs a folder. */
function toCodePath(name: string): string {
  const path = posix.normalize(name);
  if (path.startsWith('/') || path === '..' || path.startsWith('../') || path.includes('\0')) {
    throw refuse(`The archive's entry '${name}' leads out of it.`);
  }
  return path;
}

const blockBytes = 512;
const typeFlagOffset = 156;
const sizeField = { start: 124, end: 136 } as const;
const globalHeader = 'g'.charCodeAt(0);

/** Go gives a pax global header (`git archive`, `--pax-option`) to who reads, and both readers refuse it. Other headers are no entries. */
function checkGlobalHeaders(tarBytes: Buffer): void {
  for (let offset = 0; offset + blockBytes <= tarBytes.length;) {
    const header = tarBytes.subarray(offset, offset + blockBytes);
    if (header[typeFlagOffset] === globalHeader) {
      throw refuse(
        'The archive has a pax global header, which peers refuse: make it with tar --format=ustar or kontti chaincode package.',
      );
    }
    const size = Number.parseInt(header.toString('latin1', sizeField.start, sizeField.end), 8);
    offset += blockBytes * (1 + Math.ceil((Number.isNaN(size) ? 0 : size) / blockBytes));
  }
}

async function readEntries(tarBytes: Buffer, kind: ArchiveKind): Promise<ArchiveFiles> {
  checkGlobalHeaders(tarBytes);
  const files = new Map<string, Uint8Array>();
  const extraction = extract();
  extraction.end(tarBytes);
  for await (const entry of extraction) {
    const { name, type } = entry.header;
    if (type === 'directory' && kind === 'code') {
      toCodePath(name);
      entry.resume();
      continue;
    }
    if (type !== 'file') throw refuse(`The archive's entry '${name}' is no regular file.`);
    if (files.size >= packageLimits.packageEntriesMax) throw refuse('The archive has too many files.');
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const path = kind === 'code' ? toCodePath(name) : name;
    // Of two files a peer reads the first in one place and the last in another.
    if (files.has(path)) throw refuse(`The archive has '${path}' twice.`);
    files.set(path, Buffer.concat(chunks));
  }
  return files;
}

/** Reads a tar.gz that someone else made, as a peer does. @throws NetworkError PACKAGE_INVALID */
export async function readArchive(bytes: Uint8Array, kind: ArchiveKind): Promise<ArchiveFiles> {
  if (bytes.length > packageLimits.packageBytesMax) {
    throw refuse(`The package is larger than ${packageLimits.packageBytesMax} bytes.`);
  }
  try {
    const tarBytes = await gunzipAsync(bytes, { maxOutputLength: packageLimits.unpackedBytesMax });
    return await readEntries(tarBytes, kind);
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
