import type { IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import type { FabricCompany } from '../fabric/members';
import {
  openFolderAuthority,
  readMspFolder,
  userToMspFolder,
  type OrganizationFolder,
} from '@kontti/fabric-admin/access';

type CompanyFolder = Pick<OrganizationFolder, 'directory' | 'domain'> & { readonly mspId: string };

/** A user of the tree with its key. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID */
export async function readUser(
  { directory, domain, mspId }: CompanyFolder,
  user: { readonly name: string; readonly role: 'admin' | 'client' },
): Promise<IssuedIdentity> {
  const commonName = `${user.name}@${domain}`;
  const { certificatePem, privateKeyPem = '' } = await readMspFolder({
    directory: userToMspFolder({ directory, domain }, user.name),
    mspId,
    withKey: true,
  });
  return { mspId, commonName, role: user.role, certificatePem, privateKeyPem };
}

/** Issues identities of a company by the authority that the network's scripts left in its folder. */
export function createIdentityIssuer(company: CompanyFolder): FabricCompany['createIdentity'] {
  const { domain } = company;
  return async ({ name, role = 'client', attributes, keyType }) => {
    const authority = await openFolderAuthority(company);
    return authority.issueIdentity({
      commonName: name.includes('@') ? name : `${name}@${domain}`,
      ...{ role, keyType },
      ...(attributes === undefined ? {} : { attributes }),
    });
  };
}
