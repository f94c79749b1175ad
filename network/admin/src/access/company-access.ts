import { resolve } from 'node:path';
import { NetworkError, textToAddress } from '@kontti/fabric-protocol/base';
import { readMspFolder, readTextFile, type CompanyIdentity } from './msp-folder';
import {
  organizationToName,
  readOrganization,
  readOrganizationFolders,
  readTlsRoot,
  userToMspFolder,
  type OrganizationFolder,
} from './organization-folder';
import { readConnectionProfile } from './connection-profile';
import type { PeerTarget } from './peer-target';

/** How one company's admin says who acts, and which peers are the company's. */
export interface CompanyAccessOptions {
  /** Where `organizations/` is; here by default. */
  readonly dir?: string | undefined;
  /** An MSP id or a domain of that tree. */
  readonly company?: string | undefined;
  /** A user of that company in the tree; `Admin` by default. */
  readonly user?: string | undefined;
  /** MSP id of the company; that of its connection profile, or `CORE_PEER_LOCALMSPID`, by default. */
  readonly mspId?: string | undefined;
  /** An MSP folder with `signcerts` and `keystore`, in place of a tree. */
  readonly mspPath?: string | undefined;
  /** Hosts and ports of the company's own peers. */
  readonly peerAddresses?: readonly string[] | undefined;
  /** For each address the file with its TLS root; one file serves all. */
  readonly tlsRootCertFiles?: readonly string[] | undefined;
  /** A connection profile, beside `mspPath`, that names the peers and the MSP id. */
  readonly connectionProfile?: string | undefined;
  /** The name in the peer's certificate, when it is reached by another. */
  readonly hostAlias?: string | undefined;
  /** The file with the PEM certificate shown to a peer that asks for one; goes with `tlsClientKey`. */
  readonly tlsClientCert?: string | undefined;
  /** The file with the PEM key of `tlsClientCert`. */
  readonly tlsClientKey?: string | undefined;
}

/** One company's own peers, and who asks them. */
export interface CompanyAccess {
  /** Who asks; without a private key where that was not read. */
  readonly identity: CompanyIdentity;
  /** The company's own peers, at least one. */
  readonly targets: readonly [PeerTarget, ...PeerTarget[]];
}

type Environment = Readonly<Record<string, string | undefined>>;

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

/** The variables of the `peer` command are used for options that were not given. */
function withEnvironment(options: CompanyAccessOptions, env: Environment): CompanyAccessOptions {
  if (options.dir !== undefined || options.company !== undefined) return options;
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const list = (name: string): string[] | undefined => {
    const value = given(name);
    return value === undefined ? undefined : [value];
  };
  const wantsClientCertificate = given('CORE_PEER_TLS_CLIENTAUTHREQUIRED') === 'true';
  return {
    ...options,
    mspId: options.mspId ?? given('CORE_PEER_LOCALMSPID'),
    mspPath: options.mspPath ?? given('CORE_PEER_MSPCONFIGPATH'),
    peerAddresses: options.peerAddresses ?? list('CORE_PEER_ADDRESS'),
    tlsRootCertFiles: options.tlsRootCertFiles ?? list('CORE_PEER_TLS_ROOTCERT_FILE'),
    hostAlias: options.hostAlias ?? given('CORE_PEER_TLS_SERVERHOSTOVERRIDE'),
    ...(wantsClientCertificate
      ? {
          tlsClientCert: options.tlsClientCert ?? given('CORE_PEER_TLS_CLIENTCERT_FILE'),
          tlsClientKey: options.tlsClientKey ?? given('CORE_PEER_TLS_CLIENTKEY_FILE'),
        }
      : {}),
  };
}

async function chooseFolder(
  directory: string,
  { company, mspId }: CompanyAccessOptions,
): Promise<OrganizationFolder> {
  const wanted = company ?? mspId;
  if (wanted !== undefined) return readOrganization(directory, wanted, mspId);
  const folders = await readOrganizationFolders(directory);
  const [folder, ...others] = folders;
  if (folder !== undefined && others.length === 0) return folder;
  const names = folders.map(organizationToName).join(', ');
  throw refuse(`Say for which company you act: --company with one of ${names}.`);
}

async function readTlsClient({
  tlsClientCert,
  tlsClientKey,
}: CompanyAccessOptions): Promise<Pick<PeerTarget, 'tlsClient'>> {
  if (tlsClientCert === undefined && tlsClientKey === undefined) return {};
  if (tlsClientCert === undefined || tlsClientKey === undefined) {
    throw refuse('A TLS client certificate needs its key, and a key its certificate: give both.');
  }
  const certificatePem = await readTextFile(tlsClientCert, 'The TLS client certificate');
  const privateKeyPem = await readTextFile(tlsClientKey, 'The TLS client key');
  return { tlsClient: { certificatePem, privateKeyPem } };
}

async function addressesToTargets(
  addresses: readonly string[],
  options: CompanyAccessOptions & { mspId: string; tlsRoot: (() => Promise<string>) | undefined },
): Promise<readonly PeerTarget[]> {
  const { mspId, hostAlias, tlsRoot, tlsRootCertFiles: files = [] } = options;
  if (files.length > 1 && files.length !== addresses.length) {
    throw refuse(`${addresses.length} peer addresses need as many TLS root files, or one for all.`);
  }
  const unreadable = addresses.find((address) => textToAddress(address) === undefined);
  if (unreadable !== undefined) throw refuse(`'${unreadable.trim()}' is no peer's address: use HOST:PORT.`);
  const tlsClient = await readTlsClient(options);
  return Promise.all(
    addresses.map(async (endpoint, index) => {
      const file = files[index] ?? files[0];
      if (file === undefined && tlsRoot === undefined) {
        throw refuse('Name the file with the TLS root of the peer: --tlsRootCertFiles.');
      }
      const tlsRootCertPem =
        file === undefined ? ((await tlsRoot?.()) ?? '') : await readTextFile(file, 'The TLS root');
      return {
        mspId,
        endpoint,
        tlsRootCertPem,
        ...tlsClient,
        ...(hostAlias === undefined ? {} : { hostAlias }),
      };
    }),
  );
}

function atLeastOne(targets: readonly PeerTarget[]): CompanyAccess['targets'] {
  const [first, ...rest] = targets;
  if (first === undefined) throw refuse('Name a peer of the company: --peerAddresses HOST:PORT.');
  return [first, ...rest];
}

async function readFromMspFolder(options: CompanyAccessOptions, withKey: boolean): Promise<CompanyAccess> {
  const { mspPath = '', peerAddresses = [], connectionProfile } = options;
  const profile =
    connectionProfile === undefined ? undefined : await readConnectionProfile(connectionProfile, options);
  const mspId = options.mspId ?? profile?.mspId;
  if (mspId === undefined) throw refuse('Say which MSP the folder is of: --msp-id.');
  const identity = await readMspFolder({ directory: resolve(mspPath), mspId, withKey });
  const named = await addressesToTargets(peerAddresses, { ...options, mspId, tlsRoot: undefined });
  return { identity, targets: atLeastOne(named.length > 0 ? named : (profile?.targets ?? [])) };
}

/** Where a company's identities are. */
export interface CompanyFolders {
  /** The MSP folder of who acts. */
  readonly userMsp: string;
  /** The company in the tree; undefined when an MSP folder was named instead. */
  readonly organization?: OrganizationFolder;
}

async function locateInTree(
  options: CompanyAccessOptions,
): Promise<CompanyFolders & { readonly organization: OrganizationFolder }> {
  const { dir = '.', user = 'Admin' } = options;
  const organization = await chooseFolder(resolve(dir), options);
  return { organization, userMsp: userToMspFolder(organization, user) };
}

/**
 * The folders that `readCompanyAccess` reads. @throws NetworkError ARGUMENT_INVALID, COMPANY_UNKNOWN, DIRECTORY_UNUSABLE,
 * ORGANIZATION_INVALID
 */
export async function locateCompany(
  options: CompanyAccessOptions & { readonly env: Environment },
): Promise<CompanyFolders> {
  const complete = withEnvironment(options, options.env);
  const { mspPath } = complete;
  return mspPath === undefined ? locateInTree(complete) : { userMsp: resolve(mspPath) };
}

async function readFromTree(options: CompanyAccessOptions, withKey: boolean): Promise<CompanyAccess> {
  const { peerAddresses = [] } = options;
  const { organization: folder, userMsp } = await locateInTree(options);
  const mspId = options.mspId ?? folder.profile?.mspId;
  if (mspId === undefined) {
    throw refuse(
      `The folder ${folder.directory} has no connection profile, and no script beside it starts its peers: say --msp-id and --peerAddresses.`,
    );
  }
  const identity = await readMspFolder({ directory: userMsp, mspId, withKey });
  const tlsRoot = (): Promise<string> => readTlsRoot(folder.directory);
  const named = await addressesToTargets(peerAddresses, { ...options, mspId, tlsRoot });
  return { identity, targets: atLeastOne(named.length > 0 ? named : (folder.profile?.targets ?? [])) };
}

/**
 * One company's identity and its own peers: from an MSP folder and addresses, given or in the `peer` command's variables,
 * else from a tree `organizations/`.
 * @example const { identity, targets } = await readCompanyAccess({ dir: 'organizations', company: 'Org1MSP', env: process.env });
 * @throws NetworkError ARGUMENT_INVALID, COMPANY_UNKNOWN, DIRECTORY_UNUSABLE,
 * ORGANIZATION_INVALID
 */
export async function readCompanyAccess(
  options: CompanyAccessOptions & {
    readonly env: Environment;
    /** False where the key is kept elsewhere. */
    readonly withKey?: boolean;
  },
): Promise<CompanyAccess> {
  const { env, withKey = true, ...given } = options;
  const complete = withEnvironment(given, env);
  return complete.mspPath === undefined
    ? readFromTree(complete, withKey)
    : readFromMspFolder(complete, withKey);
}
