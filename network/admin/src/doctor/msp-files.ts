import { X509Certificate } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readBounded } from '@kontti/fabric-protocol/base';
import { findCertificateProblem, findRevocationListProblem } from '../channel/msp-certificate';
import { doctorLimits } from './limits';

/** A file that ought to be a certificate. */
export interface CertificateFile {
  readonly file: string;
  /** Undefined when it is none. */
  readonly certificate: X509Certificate | undefined;
  /** Why Fabric's programs read it otherwise, or not at all. */
  readonly problem?: string | undefined;
}

/** A file that ought to be a revocation list, and why Fabric's programs read it otherwise, or not at all. */
interface RevocationListFile {
  readonly file: string;
  readonly problem: string | undefined;
}

/** A private key, and who may read it. */
export interface KeyFile {
  readonly file: string;
  readonly pem: string;
  /** Permission bits. */
  readonly mode: number;
}

/** What an MSP folder holds. */
export interface MspFiles {
  readonly directory: string;
  readonly caCerts: readonly CertificateFile[];
  readonly intermediateCerts: readonly CertificateFile[];
  readonly tlsCaCerts: readonly CertificateFile[];
  readonly tlsIntermediateCerts: readonly CertificateFile[];
  readonly signCerts: readonly CertificateFile[];
  readonly adminCerts: readonly CertificateFile[];
  readonly revocationLists: readonly RevocationListFile[];
  readonly keys: readonly KeyFile[];
  /** Text of `config.yaml`. */
  readonly config: string | undefined;
}

const permissionBits = 0o777;

/** The names in a folder, sorted; none when there is no such folder. */
export async function listNames(directory: string): Promise<readonly string[]> {
  const names: string[] = await readdir(directory).catch(() => []);
  return names.toSorted().slice(0, doctorLimits.folderFilesMax);
}

/** Undefined when it is no file that can be read. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    // A pipe in a folder of keys would be waited for.
    if (!(await stat(file)).isFile()) return undefined;
    return (await readBounded(file, doctorLimits.fileBytesMax)).toString('utf8');
  } catch {
    return undefined;
  }
}

function toCertificate(pem: string | undefined): X509Certificate | undefined {
  try {
    return pem === undefined ? undefined : new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

export async function readCertificate(file: string, { isAuthority = false } = {}): Promise<CertificateFile> {
  const pem = await readText(file);
  const certificate = toCertificate(pem);
  if (pem === undefined || certificate === undefined) return { file, certificate };
  const problem = findCertificateProblem(pem, { isAuthority });
  return { file, certificate, ...(problem === undefined ? {} : { problem }) };
}

async function readCertificates(
  directory: string,
  isAuthority: boolean,
): Promise<readonly CertificateFile[]> {
  const names = await listNames(directory);
  return Promise.all(names.map((name) => readCertificate(join(directory, name), { isAuthority })));
}

async function readRevocationLists(directory: string): Promise<readonly RevocationListFile[]> {
  const names = await listNames(directory);
  return Promise.all(
    names.map(async (name) => {
      const file = join(directory, name);
      return { file, problem: findRevocationListProblem((await readText(file)) ?? '') };
    }),
  );
}

/** Undefined when it cannot be read. */
export async function readKey(file: string): Promise<KeyFile | undefined> {
  const pem = await readText(file);
  return pem === undefined ? undefined : { file, pem, mode: (await stat(file)).mode & permissionBits };
}

async function readKeys(directory: string): Promise<readonly KeyFile[]> {
  const names = await listNames(directory);
  const keys = await Promise.all(names.map((name) => readKey(join(directory, name))));
  return keys.filter((key) => key !== undefined);
}

/** Reads an MSP folder as far as it is there. */
export async function readMspFiles(directory: string): Promise<MspFiles> {
  const certificates = (part: string): Promise<readonly CertificateFile[]> =>
    readCertificates(join(directory, part), false);
  const authorities = (part: string): Promise<readonly CertificateFile[]> =>
    readCertificates(join(directory, part), true);
  return {
    directory,
    caCerts: await authorities('cacerts'),
    intermediateCerts: await authorities('intermediatecerts'),
    tlsCaCerts: await authorities('tlscacerts'),
    tlsIntermediateCerts: await authorities('tlsintermediatecerts'),
    signCerts: await certificates('signcerts'),
    adminCerts: await certificates('admincerts'),
    revocationLists: await readRevocationLists(join(directory, 'crls')),
    keys: await readKeys(join(directory, 'keystore')),
    config: await readText(join(directory, 'config.yaml')),
  };
}

/** The certificates among files. */
export function certificatesOf(files: readonly CertificateFile[]): readonly X509Certificate[] {
  return files.flatMap(({ certificate }) => certificate ?? []);
}

/** The name by which people know a certificate's bearer. */
export function commonNameOf({ subject }: X509Certificate): string {
  return /(?:^|\n)CN=(.+)/.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}

/** The last part of a path, for messages. */
export function fileName(file: string): string {
  return basename(file);
}
