import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { NetworkError, systemClock } from '@kontti/fabric-protocol/base';
import { openCompanyAuthority, type CompanyAuthority } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { listFolder, readTextFile } from './msp-folder';
import type { OrganizationFolder } from './organization-folder';

function invalid(message: string, details: { readonly folder: string }, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, details, cause });
}

/** `kontti` and cryptogen leave each authority with its key in one folder; a Fabric CA keeps the key to itself. */
async function readAuthority(folder: string): Promise<CertifiedKey> {
  const names = await listFolder(folder).catch((): string[] => []);
  const certificate = names.find((name) => name.endsWith('.pem'));
  const key = names.find((name) => name.endsWith('_sk'));
  if (certificate === undefined || key === undefined) {
    const message = `The folder ${folder} has no authority with its key: have new identities issued by the company's Fabric CA.`;
    throw invalid(message, { folder });
  }
  const certificatePem = await readTextFile(join(folder, certificate), 'The certificate');
  return { certificatePem, privateKeyPem: await readTextFile(join(folder, key), 'The key') };
}

/**
 * The authorities of a company whose folder has their keys, to issue identities.
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function openFolderAuthority(
  company: Pick<OrganizationFolder, 'directory' | 'domain'> & { readonly mspId: string },
): Promise<CompanyAuthority> {
  const { directory, domain, mspId } = company;
  const ca = await readAuthority(join(directory, 'ca'));
  const tlsCa = await readAuthority(join(directory, 'tlsca'));
  try {
    return await openCompanyAuthority({ mspId, domain, ca, tlsCa, clock: systemClock, randomBytes });
  } catch (cause) {
    throw invalid(
      `The authority's certificate and key in ${directory} cannot be used: identities are issued by authorities with keys of P-256 alone.`,
      { folder: directory },
      cause,
    );
  }
}
