import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { doctorLimits } from './limits';

/** A file that ought to be a certificate. */
export interface CertificateFile {
  readonly file: string;
  /** Undefined when it is none. */
  readonly certificate: X509Certificate | undefined;
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
    const { size } = await stat(file);
    return size > doctorLimits.fileBytesMax ? undefined : await readFile(file, 'utf8');
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

export async function readCertificate(file: string): Promise<CertificateFile> {
  return { file, certificate: toCertificate(await readText(file)) };
}

async function readCertificates(directory: string): Promise<readonly CertificateFile[]> {
  const names = await listNames(directory);
  return Promise.all(names.map((name) => readCertificate(join(directory, name))));
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
    readCertificates(join(directory, part));
  return {
    directory,
    caCerts: await certificates('cacerts'),
    intermediateCerts: await certificates('intermediatecerts'),
    tlsCaCerts: await certificates('tlscacerts'),
    tlsIntermediateCerts: await certificates('tlsintermediatecerts'),
    signCerts: await certificates('signcerts'),
    adminCerts: await certificates('admincerts'),
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
