import { NetworkError } from '@kontti/fabric-protocol/base';
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

/** A company as it stands in a tree; its folder there is named by the domain. */
export interface CompanyInTree extends CompanyAdministration {
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
 * company's connection profile and its admin's key. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readAdministrations(directory: string): Promise<readonly CompanyInTree[]> {
  const administrations: CompanyInTree[] = [];
  for (const folder of await readOrganizationFolders(directory)) {
    administrations.push(await readAdministration(folder));
  }
  return administrations;
}
