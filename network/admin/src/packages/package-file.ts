import { createHash } from 'node:crypto';
import { readArchive, writeArchive, type ArchiveFiles } from './archive';
import { readGoJsonFile, requirePackageFile } from './go-json';
import { packageInvalid } from './package-invalid';

const labelPattern = /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/;
const metadataFile = 'metadata.json';
const codeFile = 'code.tar.gz';

/** A chaincode package of whatever type. Mirrors core/chaincode/persistence/chaincode_package.go. */
export interface PackageFile {
  /** Label and SHA-256 of the package's bytes, separated by a colon. */
  readonly packageId: string;
  readonly label: string;
  /** In small letters, e.g. `ccaas` or `node`. */
  readonly type: string;
  /** What the peer builds, or hands to its builder. */
  readonly code: ArchiveFiles;
  readonly bytes: Uint8Array;
}

/** What a package says of itself, in this order. */
interface PackageMetadata {
  /** The `peer` command writes where the source was; empty here, since that would change the id. */
  readonly path?: string;
  readonly type: string;
  readonly label: string;
}

function checkLabel(label: string): void {
  if (labelPattern.test(label)) return;
  throw packageInvalid(
    `The label '${label}' must start with a letter or digit and go on with these and '.+-_'.`,
  );
}

function bytesToPackageId(options: { label: string; bytes: Uint8Array }): string {
  return `${options.label}:${createHash('sha256').update(options.bytes).digest('hex')}`;
}

/** Reads a package of any type. @throws NetworkError PACKAGE_INVALID says what is missing or wrong */
export async function parsePackageFile(bytes: Uint8Array): Promise<PackageFile> {
  const files = await readArchive(bytes, 'package');
  const { label, ...metadata } = readGoJsonFile(files, metadataFile, {
    type: 'string',
    label: 'string',
    path: 'string',
  });
  checkLabel(label);
  const type = metadata.type.toLowerCase();
  if (type === '') throw packageInvalid(`The package's ${metadataFile} names no type.`);
  const code = await readArchive(requirePackageFile(files, codeFile), 'code');
  return { packageId: bytesToPackageId({ label, bytes }), label, type, code, bytes };
}

/** Makes a package whose bytes follow from its content alone. @throws NetworkError PACKAGE_INVALID for a bad label */
export async function writePackageFile(options: {
  metadata: PackageMetadata;
  code: ArchiveFiles;
}): Promise<{ packageId: string; bytes: Uint8Array }> {
  const { metadata } = options;
  checkLabel(metadata.label);
  const bytes = await writeArchive(
    new Map([
      [metadataFile, Buffer.from(JSON.stringify(metadata))],
      [codeFile, await writeArchive(options.code)],
    ]),
  );
  return { packageId: bytesToPackageId({ label: metadata.label, bytes }), bytes };
}
