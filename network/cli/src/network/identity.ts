import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openCompanyAuthority, writeUser, type CompanyAuthority } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import {
  findOrganization,
  organizationToName,
  readOrganizationFolders,
  type OrganizationFolder,
} from '@kontti/fabric-admin/access';
import type { NodeRole } from '@kontti/fabric-protocol/msp';
import type { Terminal } from '../options/terminal';

export interface NetworkIdentityOptions {
  readonly dir: string;
  readonly company: string;
  readonly name: string;
  readonly role: NodeRole;
  readonly attribute: Readonly<Record<string, string>>;
}

async function readAuthority(folder: string, stem: string, domain: string): Promise<CertifiedKey> {
  const place = join(folder, stem);
  try {
    const [certificatePem, privateKeyPem] = await Promise.all([
      readFile(join(place, `${stem}.${domain}-cert.pem`), 'utf8'),
      readFile(join(place, 'priv_sk'), 'utf8'),
    ]);
    return { certificatePem, privateKeyPem };
  } catch (cause) {
    const message = `The authority's certificate and key cannot be read in ${place}: only who has them makes identities.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { place }, cause });
  }
}

async function openCompany({
  directory: folder,
  domain,
  mspId,
}: OrganizationFolder & { mspId: string }): Promise<CompanyAuthority> {
  const [ca, tlsCa] = await Promise.all([
    readAuthority(folder, 'ca', domain),
    readAuthority(folder, 'tlsca', domain),
  ]);
  try {
    return await openCompanyAuthority({ mspId, domain, ca, tlsCa, clock: systemClock, randomBytes });
  } catch (cause) {
    const message = `The authority's certificate and key in ${folder} cannot be used.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { folder }, cause });
  }
}

/**
 * Writes a new identity of a company beside the others of its folder; the network need not run.
 * @throws NetworkError COMPANY_UNKNOWN, ORGANIZATION_INVALID, DIRECTORY_UNUSABLE
 */
export async function networkIdentity(options: NetworkIdentityOptions, terminal: Terminal): Promise<void> {
  const { company, name, role, attribute: attributes } = options;
  const dir = resolve(options.dir);
  const organization = findOrganization(await readOrganizationFolders(dir), company);
  const mspId = organizationToName(organization);
  const authority = await openCompany({ ...organization, mspId });
  const user = Object.keys(attributes).length === 0 ? { name, role } : { name, role, attributes };
  const folder = await writeUser({ directory: join(dir, 'organizations'), authority, user });
  const msp = join(folder, 'msp');
  terminal.result({
    text: `issued: ${name}, ${role} of ${mspId}, in ${msp}`,
    json: { event: 'issued', mspId, name, role, attributes, msp },
  });
}
