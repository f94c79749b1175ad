import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { unreadableFile } from '../data-files/unreadable-file';
import { accessLimits } from './limits';

/** Who somebody is on the ledger, and what it takes to sign in that name. */
export interface CompanyIdentity {
  readonly mspId: string;
  readonly certificatePem: string;
  /** Absent where the key is kept elsewhere. */
  readonly privateKeyPem?: string;
}

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, cause });
}

/** The names in a folder, sorted, without hidden ones such as `.DS_Store`. @throws NetworkError DIRECTORY_UNUSABLE */
export async function listFolder(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => !name.startsWith('.')).toSorted();
  } catch (cause) {
    throw new NetworkError({
      code: 'DIRECTORY_UNUSABLE',
      message: `There is no readable folder ${directory}: start the network there first, or name its folder with --dir.`,
      details: { directory },
      cause,
    });
  }
}

/** The text of a file. @throws NetworkError DIRECTORY_UNUSABLE */
export async function readTextFile(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadableFile({ file, what, cause });
  }
}

/** A folder's only file. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID */
async function readOnlyFile(directory: string): Promise<string> {
  const [name, ...more] = await listFolder(directory);
  if (name === undefined) throw invalid(`The folder ${directory} is empty.`);
  if (more.length > 0) {
    throw invalid(`The folder ${directory} has to hold one file, and holds ${[name, ...more].join(', ')}.`);
  }
  return readTextFile(join(directory, name), 'The file');
}

function toKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** A keystore may hold the keys of earlier certificates too. */
async function findKey(keystore: string, certificate: X509Certificate): Promise<string> {
  for (const name of (await listFolder(keystore)).slice(0, accessLimits.keystoreFilesMax)) {
    const pem = await readTextFile(join(keystore, name), 'The key');
    const key = toKey(pem);
    if (key !== undefined && certificate.checkPrivateKey(key)) return pem;
  }
  throw invalid(
    `The keystore ${keystore} has no key that belongs to the certificate in signcerts beside it.`,
  );
}

function toCertificate(pem: string, directory: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw invalid(`The file in ${directory} is no certificate.`, cause);
  }
}

/**
 * The identity in an MSP folder: `signcerts`, and of `keystore` the key that belongs to it.
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readMspFolder(options: {
  directory: string;
  mspId: string;
  /** False where the key is kept elsewhere: the keystore is not looked at. */
  withKey: boolean;
}): Promise<CompanyIdentity> {
  const { directory, mspId, withKey } = options;
  const folder = join(directory, 'signcerts');
  const certificatePem = await readOnlyFile(folder);
  const certificate = toCertificate(certificatePem, folder);
  if (!withKey) return { mspId, certificatePem };
  return { mspId, certificatePem, privateKeyPem: await findKey(join(directory, 'keystore'), certificate) };
}
