import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openCompanyAuthority, type IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import type { FabricCompany } from '../fabric/members';
import {
  listFolder,
  readMspFolder,
  readTextFile,
  type OrganizationFolder,
} from '@kontti/fabric-admin/access';

type CompanyFolder = Pick<OrganizationFolder, 'directory' | 'domain'> & { readonly mspId: string };

/** A user of the tree with its key. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID */
export async function readUser(
  { directory, domain, mspId }: CompanyFolder,
  user: { readonly name: string; readonly role: 'admin' | 'client' },
): Promise<IssuedIdentity> {
  const commonName = `${user.name}@${domain}`;
  const msp = join(directory, 'users', commonName, 'msp');
  const { certificatePem, privateKeyPem = '' } = await readMspFolder({
    directory: msp,
    mspId,
    withKey: true,
  });
  return { mspId, commonName, role: user.role, certificatePem, privateKeyPem };
}

/** cryptogen leaves each authority with its key in one folder; a Fabric CA keeps the key to itself. */
async function readAuthority(folder: string): Promise<CertifiedKey> {
  const names = await listFolder(folder).catch((): string[] => []);
  const [certificate, key] = [
    names.find((name) => name.endsWith('.pem')),
    names.find((name) => name.endsWith('_sk')),
  ];
  if (certificate === undefined || key === undefined) {
    const message = `The folder ${folder} has no authority with its key: have new identities issued by its Fabric CA, or start the network with cryptogen.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { folder } });
  }
  const certificatePem = await readTextFile(join(folder, certificate), 'The certificate');
  return { certificatePem, privateKeyPem: await readTextFile(join(folder, key), 'The key') };
}

/** Issues identities of a company by the authority that the network's scripts left in its folder. */
export function createIdentityIssuer(company: CompanyFolder): FabricCompany['createIdentity'] {
  const { directory, domain, mspId } = company;
  return async ({ name, role = 'client', attributes }) => {
    const ca = await readAuthority(join(directory, 'ca'));
    const tlsCa = await readAuthority(join(directory, 'tlsca'));
    const authority = await openCompanyAuthority({
      ...{ mspId, domain, ca, tlsCa, randomBytes },
      clock: systemClock,
    });
    return authority.issueIdentity({
      commonName: name.includes('@') ? name : `${name}@${domain}`,
      role,
      ...(attributes === undefined ? {} : { attributes }),
    });
  };
}
