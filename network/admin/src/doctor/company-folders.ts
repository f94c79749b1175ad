import { join } from 'node:path';
import type { CompanyFolders } from '../access/company-access';
import { doctorLimits } from './limits';
import { listNames } from './msp-files';

/** An MSP folder, and what it means. */
export interface MspFolder {
  readonly directory: string;
  /** A company's own folder names whom it trusts; a node's and a user's holds an identity too. */
  readonly kind: 'company' | 'peer' | 'user';
  readonly subject: string;
}

/** A node's folder with `ca.crt`, `server.crt` and `server.key`. */
export interface TlsFolder {
  readonly directory: string;
  /** The name that the node's certificate has to carry. */
  readonly name: string;
}

async function listMembers(directory: string): Promise<readonly string[]> {
  return (await listNames(directory)).slice(0, doctorLimits.membersMax);
}

/** Every MSP folder that is checked: those of a company in a tree, or the one that was named. */
export async function listMspFolders({
  userMsp,
  organization,
}: CompanyFolders): Promise<readonly MspFolder[]> {
  if (organization === undefined) return [{ directory: userMsp, kind: 'user', subject: userMsp }];
  const { directory, domain } = organization;
  const peers = await listMembers(join(directory, 'peers'));
  const users = await listMembers(join(directory, 'users'));
  return [
    { directory: join(directory, 'msp'), kind: 'company', subject: domain },
    ...peers.map((subject) => ({
      directory: join(directory, 'peers', subject, 'msp'),
      kind: 'peer' as const,
      subject,
    })),
    ...users.map((subject) => ({
      directory: join(directory, 'users', subject, 'msp'),
      kind: 'user' as const,
      subject,
    })),
  ];
}

/** The TLS folders of a tree's peers. */
export async function listTlsFolders({ organization }: CompanyFolders): Promise<readonly TlsFolder[]> {
  if (organization === undefined) return [];
  const peers = join(organization.directory, 'peers');
  const names = await listMembers(peers);
  return names.map((name) => ({ directory: join(peers, name, 'tls'), name }));
}
