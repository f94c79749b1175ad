import { join, resolve } from 'node:path';
import { writeUser, type KeyType } from '@kontti/fabric-protocol/certificates';
import {
  findTree,
  openFolderAuthority,
  organizationToMspId,
  readOrganization,
} from '@kontti/fabric-admin/access';
import type { NodeRole } from '@kontti/fabric-protocol/msp';
import type { Terminal } from '../options/terminal';

export interface NetworkIdentityOptions {
  readonly dir: string;
  readonly company: string;
  readonly name: string;
  readonly role: NodeRole;
  readonly attribute: Readonly<Record<string, string>>;
  readonly keyType: KeyType;
}

/**
 * Writes a new identity of a company beside the others of its folder; the network need not run.
 * @throws NetworkError COMPANY_UNKNOWN, ORGANIZATION_INVALID, DIRECTORY_UNUSABLE
 */
export async function networkIdentity(options: NetworkIdentityOptions, terminal: Terminal): Promise<void> {
  const { company, name, role, keyType, attribute: attributes } = options;
  const dir = resolve(options.dir);
  const organization = await readOrganization(dir, company);
  const mspId = organizationToMspId(organization);
  const authority = await openFolderAuthority({ ...organization, mspId });
  const hasAttributes = Object.keys(attributes).length > 0;
  const user = { name, role, keyType, ...(hasAttributes ? { attributes } : {}) };
  const folder = await writeUser({ directory: await findTree(dir), authority, user });
  const msp = join(folder, 'msp');
  terminal.result({
    text: `issued: ${name}, ${role} of ${mspId}, in ${msp}`,
    json: { event: 'issued', mspId, name, role, keyType, attributes, msp },
  });
}
