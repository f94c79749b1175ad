import { randomBytes } from 'node:crypto';
import {
  createCompanyAuthority,
  type CompanyAuthority,
  type IssueIdentityOptions,
  type IssuedIdentity,
  type NodeMaterial,
  type OrganizationMaterial,
} from '../certificates';
import { systemClock } from '../clock';

/** One company of a running network. */
export interface FabricCompany {
  readonly mspId: string;
  readonly domain: string;
  readonly endpoint: string;
  readonly peerHostAlias: string;
  readonly tlsRootPem: string;
  readonly admin: IssuedIdentity;
  createIdentity(options: {
    name: string;
    role?: IssueIdentityOptions['role'];
    attributes?: Readonly<Record<string, string>>;
  }): Promise<IssuedIdentity>;
}

/** A company (or the orderer's organisation) with its one node. */
export interface Member {
  readonly authority: CompanyAuthority;
  readonly node: NodeMaterial;
  readonly admin: IssuedIdentity;
}

/** Issues the certificates of a company with one node. */
export async function createMember(options: {
  mspId: string;
  domain: string;
  nodeName: string;
  role: 'peer' | 'orderer';
  port: number;
}): Promise<Member> {
  const { mspId, domain, nodeName, role, port } = options;
  const authority = await createCompanyAuthority({ mspId, domain, clock: systemClock, randomBytes });
  const commonName = `${nodeName}.${domain}`;
  const identity = await authority.issueIdentity({ commonName, role });
  const tls = await authority.issueTlsCertificate({ commonName, hosts: ['localhost', '127.0.0.1', '::1'] });
  const admin = await authority.issueIdentity({ commonName: `Admin@${domain}`, role: 'admin' });
  return { authority, node: { commonName, identity, tls, port }, admin };
}

/** What the folder `organizations/` holds of it. */
export function memberToOrganization({ authority, node, admin }: Member): OrganizationMaterial {
  return {
    authority,
    nodes: [node],
    users: [
      { name: 'Admin', role: 'admin', identity: admin },
      { name: 'User1', role: 'client' },
    ],
  };
}

/** The company as a user of the network sees it. */
export function memberToCompany({ authority, node, admin }: Member): FabricCompany {
  return {
    mspId: authority.mspId,
    domain: authority.domain,
    endpoint: `localhost:${node.port}`,
    peerHostAlias: node.commonName,
    tlsRootPem: authority.tlsCa.certificatePem,
    admin,
    createIdentity: ({ name, role = 'client', attributes }) =>
      authority.issueIdentity({
        commonName: name.includes('@') ? name : `${name}@${authority.domain}`,
        role,
        ...(attributes === undefined ? {} : { attributes }),
      }),
  };
}
