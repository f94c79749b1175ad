import { NetworkError } from '@kontti/fabric-protocol/base';
import type { IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import { createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import { readMspFolder } from './msp-folder';
import { readOrganizationFolders, userToMspFolder, type OrganizationFolder } from './organization-folder';
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

/** A company of a network that runs, with its admin's key. */
export interface NetworkMember {
  readonly mspId: string;
  /** Of its first peer. */
  readonly endpoint: string;
  readonly peerHostAlias: string;
  readonly tlsRootPem: string;
  /** All its peers, the first included; without them it has the one. */
  readonly peers?: readonly { readonly name: string; readonly endpoint: string }[];
  readonly admin: IssuedIdentity;
}

/** What it takes to administer a company whose peers run. */
export function memberToAdministration(member: NetworkMember): CompanyAdministration {
  const { mspId, endpoint, peerHostAlias, tlsRootPem: tlsRootCertPem, admin } = member;
  const { peers = [{ name: peerHostAlias, endpoint }] } = member;
  const toTarget = (peer: { readonly name: string; readonly endpoint: string }): PeerTarget => ({
    ...{ mspId, tlsRootCertPem },
    endpoint: peer.endpoint,
    hostAlias: peer.name,
  });
  return {
    target: toTarget({ name: peerHostAlias, endpoint }),
    peers: peers.map(toTarget),
    signer: createSigner(admin),
  };
}

/** A company as it is in a tree; its folder there is named by the domain. */
interface CompanyInTree extends CompanyAdministration {
  readonly domain: string;
}

async function readAdministration({
  directory,
  domain,
  profile,
}: OrganizationFolder): Promise<CompanyInTree> {
  const peers = profile?.targets ?? [];
  const [target] = peers;
  if (target === undefined) {
    const message = `The folder ${directory} has no connection-….json.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message });
  }
  const { mspId } = target;
  const { certificatePem, privateKeyPem = '' } = await readMspFolder({
    directory: userToMspFolder({ directory, domain }, 'Admin'),
    mspId,
    withKey: true,
  });
  return { target, peers, domain, signer: createSigner({ mspId, certificatePem, privateKeyPem }) };
}

/**
 * The companies of a tree `organizations/` as `kontti network up` and fabric-samples' test network write it: each
 * company's connection profile and its admin's key.
 * @example const companies = await readAdministrations('organizations');
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readAdministrations(directory: string): Promise<readonly CompanyInTree[]> {
  const administrations: CompanyInTree[] = [];
  for (const folder of await readOrganizationFolders(directory)) {
    administrations.push(await readAdministration(folder));
  }
  return administrations;
}
