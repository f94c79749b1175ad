import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { readTextFile } from '../access/msp-folder';
import type { MspMaterial, NodeOuMaterial, NodeOus } from './msp-config';

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, cause });
}

async function readPems(directory: string, kind: 'certificate' | 'revocation list'): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const pems: string[] = [];
  for (const name of names.toSorted()) {
    const file = join(directory, name);
    const pem = await readTextFile(file, `The ${kind}`);
    checkPem({ pem, file, kind });
    pems.push(pem);
  }
  return pems;
}

function checkPem(options: { pem: string; file: string; kind: 'certificate' | 'revocation list' }): void {
  const { pem, file, kind } = options;
  if (kind === 'revocation list') {
    if (pem.includes('-----BEGIN X509 CRL-----')) return;
    throw invalid(`The file ${file} is no revocation list in PEM.`);
  }
  try {
    void new X509Certificate(pem);
  } catch (cause) {
    throw invalid(`The file ${file} is no certificate in PEM.`, cause);
  }
}

/** Revocation lists, PEM. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID */
export async function readRevocationLists(files: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      const pem = await readTextFile(file, 'The revocation list');
      checkPem({ pem, file, kind: 'revocation list' });
      return pem;
    }),
  );
}

interface UnitSection {
  readonly Certificate?: unknown;
  readonly OrganizationalUnitIdentifier?: unknown;
}

const sections = {
  client: 'ClientOUIdentifier',
  peer: 'PeerOUIdentifier',
  admin: 'AdminOUIdentifier',
  orderer: 'OrdererOUIdentifier',
} as const;

async function readUnit(
  directory: string,
  section: UnitSection | undefined,
): Promise<NodeOuMaterial | undefined> {
  const { Certificate: file, OrganizationalUnitIdentifier: unit } = section ?? {};
  if (typeof unit !== 'string' || unit === '') return undefined;
  if (typeof file !== 'string' || file === '') return { unit };
  // A file that is not there limits the unit to no authority, as Fabric has it.
  const certificatePem = await readTextFile(join(directory, file), 'The certificate').catch(() => undefined);
  return { unit, ...(certificatePem === undefined ? {} : { certificatePem }) };
}

async function readNodeOus(directory: string): Promise<NodeOus | undefined> {
  const file = join(directory, 'config.yaml');
  const text = await readTextFile(file, 'The file').catch(() => undefined);
  if (text === undefined) return undefined;
  let config: unknown;
  try {
    config = parse(text);
  } catch (cause) {
    throw invalid(`The file ${file} is no YAML.`, cause);
  }
  const { NodeOUs: units } = (config ?? {}) as { NodeOUs?: Record<string, unknown> };
  if (units?.['Enable'] !== true) return undefined;
  const found: Partial<Record<keyof typeof sections, NodeOuMaterial>> = {};
  for (const [role, section] of Object.entries(sections) as [keyof typeof sections, string][]) {
    const unit = await readUnit(directory, units[section] as UnitSection | undefined);
    if (unit !== undefined) found[role] = unit;
  }
  return found;
}

/**
 * What an MSP folder of an organisation (`cacerts`, `tlscacerts`, `config.yaml`, …) tells everybody about it; no keys are read.
 * Mirrors msp/configbuilder.go GetVerifyingMspConfig. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readMspMaterial(options: {
  readonly directory: string;
  readonly mspId: string;
}): Promise<MspMaterial> {
  const { directory, mspId } = options;
  const certificates = (folder: string): Promise<string[]> =>
    readPems(join(directory, folder), 'certificate');
  const rootCerts = await certificates('cacerts');
  if (rootCerts.length === 0) {
    throw invalid(
      `The folder ${directory} has no certificate in cacerts: name the company's msp folder, such as organizations/peerOrganizations/org3.example.com/msp.`,
    );
  }
  return {
    mspId,
    rootCerts,
    intermediateCerts: await certificates('intermediatecerts'),
    tlsRootCerts: await certificates('tlscacerts'),
    tlsIntermediateCerts: await certificates('tlsintermediatecerts'),
    admins: await certificates('admincerts'),
    revocationLists: await readPems(join(directory, 'crls'), 'revocation list'),
    nodeOus: await readNodeOus(directory),
  };
}
