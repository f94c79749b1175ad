import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkError } from '../errors';
import { createSigner, type Signer } from '../signer';
import type { PeerTarget } from './peer-target';

/** What it takes to administer one company's peers. */
export interface CompanyAdministration {
  /** The first of its peers. */
  readonly target: PeerTarget;
  /** All of them: a chaincode is installed on each. */
  readonly peers: readonly PeerTarget[];
  /** The company's admin. */
  readonly signer: Signer;
}

/** A company as it stands in a tree; its folder there is named by the domain. */
export interface CompanyInTree extends CompanyAdministration {
  readonly domain: string;
}

const profilePattern = /^connection-.*\.json$/;
const urlPattern = /^grpcs:\/\/(.+)$/;

interface ConnectionProfile {
  readonly organizations?: Readonly<Record<string, { readonly mspid?: string }>>;
  readonly peers?: Readonly<Record<string, ProfilePeer>>;
}

interface ProfilePeer {
  readonly url?: string;
  readonly tlsCACerts?: { readonly pem?: string };
  readonly grpcOptions?: { readonly 'ssl-target-name-override'?: string };
}

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, cause });
}

async function list(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).toSorted();
  } catch (cause) {
    throw new NetworkError({
      code: 'DIRECTORY_UNUSABLE',
      message: `There is no readable folder ${directory}: start the network there first, or name its folder with --dir.`,
      details: { directory },
      cause,
    });
  }
}

async function readFirstFile(directory: string): Promise<string> {
  const [name] = await list(directory);
  if (name === undefined) throw invalid(`The folder ${directory} is empty.`);
  return readFile(join(directory, name), 'utf8');
}

function peerToTarget(options: {
  peer: ProfilePeer | undefined;
  mspId: string | undefined;
  file: string;
}): PeerTarget {
  const { peer, mspId, file } = options;
  const endpoint = urlPattern.exec(peer?.url ?? '')?.[1];
  const tlsRootCertPem = peer?.tlsCACerts?.pem;
  if (mspId === undefined || endpoint === undefined || tlsRootCertPem === undefined) {
    throw invalid(`The connection profile ${file} names no MSP id, peer with grpcs:// or TLS certificate.`);
  }
  const hostAlias = peer?.grpcOptions?.['ssl-target-name-override'];
  return { mspId, endpoint, tlsRootCertPem, ...(hostAlias === undefined ? {} : { hostAlias }) };
}

function profileToTargets(profile: ConnectionProfile, file: string): readonly [PeerTarget, ...PeerTarget[]] {
  const [organization] = Object.values(profile.organizations ?? {});
  const mspId = organization?.mspid;
  const [first, ...others] = Object.values(profile.peers ?? {});
  return [
    peerToTarget({ peer: first, mspId, file }),
    ...others.map((peer) => peerToTarget({ peer, mspId, file })),
  ];
}

async function readProfile(file: string): Promise<ConnectionProfile> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ConnectionProfile;
  } catch (cause) {
    throw invalid(`The connection profile ${file} cannot be read.`, cause);
  }
}

async function readAdministration(folder: string, domain: string): Promise<CompanyInTree> {
  const profileName = (await list(folder)).find((name) => profilePattern.test(name));
  if (profileName === undefined) throw invalid(`The folder ${folder} has no connection-….json.`);
  const file = join(folder, profileName);
  const peers = profileToTargets(await readProfile(file), file);
  const [target] = peers;
  const msp = join(folder, 'users', `Admin@${domain}`, 'msp');
  const certificatePem = await readFirstFile(join(msp, 'signcerts'));
  const privateKeyPem = await readFirstFile(join(msp, 'keystore'));
  try {
    return {
      target,
      peers,
      domain,
      signer: createSigner({ mspId: target.mspId, certificatePem, privateKeyPem }),
    };
  } catch (cause) {
    throw invalid(`The admin's key in ${msp} cannot be used.`, cause);
  }
}

/**
 * The companies of a tree `organizations/` as `kontti network up` and fabric-samples' test network write it: each
 * company's connection profile and its admin's key. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readAdministrations(directory: string): Promise<readonly CompanyInTree[]> {
  const root = join(directory, 'organizations', 'peerOrganizations');
  const administrations: CompanyInTree[] = [];
  for (const domain of await list(root)) {
    administrations.push(await readAdministration(join(root, domain), domain));
  }
  if (administrations.length === 0) throw invalid(`The folder ${root} is empty.`);
  return administrations;
}
