import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NetworkError } from '../base/errors';
import { makeFolder } from '../base/make-folder';
import type { NodeRole } from '../msp/types';
import { createConnectionProfile, domainToProfileName } from './connection-profile';
import { createKeyBook, type KeyBook } from './key-book';
import { createNodeOusConfig } from './node-ous';
import type { CompanyAuthority, KeyType } from './types';
import type { CertifiedKey } from '../signatures/signer';

/** One peer or orderer of a company. */
export interface NodeMaterial {
  /** E.g. `peer0.org1.example.com`. */
  readonly commonName: string;
  readonly identity: CertifiedKey;
  readonly tls: CertifiedKey;
  readonly port: number;
}

interface UserMaterial {
  /** Without the domain: `Admin`, `User1`. */
  readonly name: string;
  readonly role: NodeRole;
  readonly attributes?: Readonly<Record<string, string>>;
  /** P-256 by default. */
  readonly keyType?: KeyType | undefined;
  /** Issued before; by default a new one is issued. */
  readonly identity?: CertifiedKey;
}

export interface OrganizationMaterial {
  readonly authority: CompanyAuthority;
  readonly nodes: readonly NodeMaterial[];
  /** By default an admin `Admin`, and for companies with peers a client `User1`. */
  readonly users?: readonly UserMaterial[];
}

interface WriteOrganizationsOptions {
  /** The folder `organizations`; created when it is missing. */
  readonly directory: string;
  readonly peerOrganizations: readonly OrganizationMaterial[];
  readonly ordererOrganizations?: readonly OrganizationMaterial[];
  /** Where users' keys are kept under `<MSP id>/users/<name>`, so that they are the same the next time. */
  readonly keys?: KeyBook;
}

interface OutputFile {
  /** Parts of the path below the directory. */
  readonly path: readonly string[];
  readonly content: string;
  readonly isKey: boolean;
}

/** Names that are file names on every system: they become folders. */
const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9._@-]*[A-Za-z0-9])?$/;
const keyMode = 0o600;
const certificateMode = 0o644;

const adminUser: UserMaterial = { name: 'Admin', role: 'admin' };
const clientUser: UserMaterial = { name: 'User1', role: 'client' };

function checkName(name: string): string {
  if (namePattern.test(name)) return name;
  throw new NetworkError({
    code: 'ORGANIZATION_INVALID',
    message: `'${name}' cannot be a folder's name: use letters, digits, '.', '_' and '-'.`,
    details: { name },
  });
}

function certificate(path: readonly string[], content: string): OutputFile {
  return { path, content, isKey: false };
}

function key(path: readonly string[], content: string): OutputFile {
  return { path, content, isKey: true };
}

function trustFiles(base: readonly string[], authority: CompanyAuthority): OutputFile[] {
  const caFile = `ca.${authority.domain}-cert.pem`;
  return [
    certificate([...base, 'cacerts', caFile], authority.ca.certificatePem),
    certificate(
      [...base, 'tlscacerts', `tlsca.${authority.domain}-cert.pem`],
      authority.tlsCa.certificatePem,
    ),
    certificate([...base, 'config.yaml'], createNodeOusConfig(caFile)),
  ];
}

function identityFiles(options: {
  base: readonly string[];
  authority: CompanyAuthority;
  commonName: string;
  identity: CertifiedKey;
}): OutputFile[] {
  const { base, authority, commonName, identity } = options;
  return [
    ...trustFiles(base, authority),
    certificate([...base, 'signcerts', `${commonName}-cert.pem`], identity.certificatePem),
    key([...base, 'keystore', 'priv_sk'], identity.privateKeyPem),
  ];
}

function tlsFiles(options: {
  base: readonly string[];
  authority: CompanyAuthority;
  stem: 'server' | 'client';
  tls: CertifiedKey;
}): OutputFile[] {
  const { base, authority, stem, tls } = options;
  return [
    certificate([...base, 'ca.crt'], authority.tlsCa.certificatePem),
    certificate([...base, `${stem}.crt`], tls.certificatePem),
    key([...base, `${stem}.key`], tls.privateKeyPem),
  ];
}

async function userFiles(options: {
  base: readonly string[];
  authority: CompanyAuthority;
  user: UserMaterial;
  keys: KeyBook;
}): Promise<OutputFile[]> {
  const { base, authority, user, keys } = options;
  const commonName = checkName(`${user.name}@${authority.domain}`);
  const { role, attributes, keyType } = user;
  const request = { ...{ commonName, role, keyType }, ...(attributes === undefined ? {} : { attributes }) };
  const name = `${authority.mspId}/users/${user.name}`;
  const identity = user.identity ?? (await keys.keep(name, () => authority.issueIdentity(request)));
  const tls = await keys.keep(`${name}-tls`, () => authority.issueTlsCertificate({ commonName, hosts: [] }));
  const folder = [...base, 'users', commonName];
  return [
    ...identityFiles({ base: [...folder, 'msp'], authority, commonName, identity }),
    ...tlsFiles({ base: [...folder, 'tls'], authority, stem: 'client', tls }),
  ];
}

async function organizationFiles(
  kind: 'peer' | 'orderer',
  organization: OrganizationMaterial,
  keys: KeyBook,
): Promise<OutputFile[]> {
  const { authority, nodes } = organization;
  const base = [`${kind}Organizations`, checkName(authority.domain)];
  const users = organization.users ?? (kind === 'peer' ? [adminUser, clientUser] : [adminUser]);
  const files = [
    certificate([...base, 'ca', `ca.${authority.domain}-cert.pem`], authority.ca.certificatePem),
    key([...base, 'ca', 'priv_sk'], authority.ca.privateKeyPem),
    certificate([...base, 'tlsca', `tlsca.${authority.domain}-cert.pem`], authority.tlsCa.certificatePem),
    key([...base, 'tlsca', 'priv_sk'], authority.tlsCa.privateKeyPem),
    ...trustFiles([...base, 'msp'], authority),
  ];
  for (const { commonName, identity, tls } of nodes) {
    const folder = [...base, `${kind}s`, checkName(commonName)];
    files.push(...identityFiles({ base: [...folder, 'msp'], authority, commonName, identity }));
    files.push(...tlsFiles({ base: [...folder, 'tls'], authority, stem: 'server', tls }));
  }
  for (const user of users) files.push(...(await userFiles({ base, authority, user, keys })));
  if (kind === 'peer') {
    const profile = createConnectionProfile({
      mspId: authority.mspId,
      tlsRootPem: authority.tlsCa.certificatePem,
      peers: nodes.map(({ commonName, port }) => ({ name: commonName, endpoint: `localhost:${port}` })),
    });
    files.push(certificate([...base, domainToProfileName(authority.domain)], profile));
  }
  return files;
}

async function writeOutput(directory: string, file: OutputFile): Promise<void> {
  const path = join(directory, ...file.path);
  await makeFolder(dirname(path));
  // The mode counts only when the file is made: an older one could be readable by others.
  await rm(path, { force: true });
  await writeFile(path, file.content, { mode: file.isKey ? keyMode : certificateMode, flag: 'wx' });
}

/**
 * Writes the tree of keys and certificates that fabric-samples' applications read, as cryptogen lays it out. Files of the
 * same names are replaced, others stay. @throws NetworkError ORGANIZATION_INVALID, DIRECTORY_UNUSABLE
 */
export async function writeOrganizations(options: WriteOrganizationsOptions): Promise<void> {
  const { directory, peerOrganizations, ordererOrganizations = [], keys = createKeyBook() } = options;
  const files: OutputFile[] = [];
  for (const organization of peerOrganizations) {
    files.push(...(await organizationFiles('peer', organization, keys)));
  }
  for (const organization of ordererOrganizations) {
    files.push(...(await organizationFiles('orderer', organization, keys)));
  }
  await writeOutputs(directory, files);
}

/**
 * Writes the keys and certificates of one more user of a company of a tree, under `users/<name>@<domain>`, and says that
 * folder. @throws NetworkError ORGANIZATION_INVALID, also when there is such a user, DIRECTORY_UNUSABLE
 */
export async function writeUser(options: {
  /** The folder `organizations`. */
  readonly directory: string;
  readonly authority: CompanyAuthority;
  readonly user: UserMaterial;
}): Promise<string> {
  const { directory, authority, user } = options;
  const base = ['peerOrganizations', checkName(authority.domain)];
  const commonName = checkName(`${user.name}@${authority.domain}`);
  const folder = join(directory, ...base, 'users', commonName);
  if (existsSync(folder)) {
    throw new NetworkError({
      code: 'ORGANIZATION_INVALID',
      message: `There is a user ${commonName} already: take another name, or remove ${folder}.`,
      details: { folder },
    });
  }
  await writeOutputs(directory, await userFiles({ base, authority, user, keys: createKeyBook() }));
  return folder;
}

async function writeOutputs(directory: string, files: readonly OutputFile[]): Promise<void> {
  try {
    await Promise.all(files.map((file) => writeOutput(directory, file)));
  } catch (cause) {
    const message = `The keys and certificates cannot be written to ${directory}.`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory }, cause });
  }
}
