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

/** One peer of a company, as clients reach it. */
export interface FabricPeer {
  /** Its certificate's name, e.g. `peer1.org1.example.com`. */
  readonly name: string;
  readonly endpoint: string;
}

/** One company of a running network; `endpoint` and `peerHostAlias` are those of its first peer. */
export interface FabricCompany {
  readonly mspId: string;
  readonly domain: string;
  readonly endpoint: string;
  readonly peerHostAlias: string;
  readonly peers: readonly FabricPeer[];
  readonly tlsRootPem: string;
  readonly admin: IssuedIdentity;
  createIdentity(options: {
    name: string;
    role?: IssueIdentityOptions['role'];
    attributes?: Readonly<Record<string, string>>;
  }): Promise<IssuedIdentity>;
}

/** A company (or the orderers' organisation) with its nodes. */
export interface Member {
  readonly authority: CompanyAuthority;
  readonly nodes: readonly NodeMaterial[];
  readonly admin: IssuedIdentity;
}

/** Names and ports of a member's nodes. */
export interface MemberOptions {
  readonly mspId: string;
  readonly domain: string;
  readonly role: 'peer' | 'orderer';
  readonly nodes: readonly { readonly name: string; readonly port: number }[];
}

/** Issues the certificates of a company and of its nodes; each node has a TLS certificate of its own. */
export async function createMember(options: MemberOptions): Promise<Member> {
  const { mspId, domain, role, nodes } = options;
  const authority = await createCompanyAuthority({ mspId, domain, clock: systemClock, randomBytes });
  const materials: NodeMaterial[] = [];
  for (const { name: commonName, port } of nodes) {
    const identity = await authority.issueIdentity({ commonName, role });
    const tls = await authority.issueTlsCertificate({ commonName, hosts: ['localhost', '127.0.0.1', '::1'] });
    materials.push({ commonName, identity, tls, port });
  }
  const admin = await authority.issueIdentity({ commonName: `Admin@${domain}`, role: 'admin' });
  return { authority, nodes: materials, admin };
}

/** What the folder `organizations/` holds of it. */
export function memberToOrganization({ authority, nodes, admin }: Member): OrganizationMaterial {
  return {
    authority,
    nodes,
    users: [
      { name: 'Admin', role: 'admin', identity: admin },
      { name: 'User1', role: 'client' },
    ],
  };
}

/** The company as a user of the network sees it. */
export function memberToCompany(
  { authority, admin }: Pick<Member, 'authority' | 'admin'>,
  nodes: readonly { readonly name: string; readonly port: number }[],
): FabricCompany {
  const peers = nodes.map(({ name, port }) => ({ name, endpoint: `localhost:${port}` }));
  return {
    mspId: authority.mspId,
    domain: authority.domain,
    endpoint: peers[0]?.endpoint ?? '',
    peerHostAlias: peers[0]?.name ?? '',
    peers,
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
