import { randomBytes } from 'node:crypto';
import {
  openKeptAuthority,
  type AuthorityKeyType,
  type CompanyAuthority,
  type IssueIdentityOptions,
  type IssuedIdentity,
  type KeyBook,
  type NodeMaterial,
  type OrganizationMaterial,
} from '@kontti/fabric-protocol/certificates';
import { systemClock } from '@kontti/fabric-protocol/base';

/** One peer of a company, as clients reach it. */
interface FabricPeer {
  /** Its certificate's name, e.g. `peer1.org1.example.com`. */
  readonly name: string;
  readonly endpoint: string;
}

/** One company of a running network; `endpoint` and `peerHostAlias` are those of its first peer. */
export interface FabricCompany {
  /** The company's MSP id. */
  readonly mspId: string;
  /** DNS domain, which names its peers: `peer0.<domain>` and so on. */
  readonly domain: string;
  /** Host and port of its first peer, which serves the gateway. */
  readonly endpoint: string;
  /** The name in the first peer's TLS certificate. */
  readonly peerHostAlias: string;
  /** All its peers, the first included. */
  readonly peers: readonly FabricPeer[];
  /** PEM certificate of the authority that issued its peers' TLS certificates. */
  readonly tlsRootPem: string;
  /** Its admin's identity, as `organizations/` holds it. */
  readonly admin: IssuedIdentity;
  /**
   * Makes a user of the company, with a key of its own; `client` by default. A name without `@` gets the domain of the company.
   * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID where the authority's key is read from a folder of fabric-samples
   */
  createIdentity(options: {
    name: string;
    role?: IssueIdentityOptions['role'];
    attributes?: Readonly<Record<string, string>>;
    /** P-256 by default. */
    keyType?: IssueIdentityOptions['keyType'];
  }): Promise<IssuedIdentity>;
}

/** A company (or the orderers' organisation) with its nodes. */
export interface Member {
  readonly authority: CompanyAuthority;
  readonly nodes: readonly NodeMaterial[];
  readonly admin: IssuedIdentity;
}

/** Names and ports of a member's nodes. */
interface MemberOptions {
  readonly mspId: string;
  readonly domain: string;
  readonly role: 'peer' | 'orderer';
  /** Of its authority, nodes and users; P-256 by default. */
  readonly keyType?: AuthorityKeyType | undefined;
  readonly nodes: readonly { readonly name: string; readonly port: number }[];
}

/**
 * The certificates of a company and of its nodes: those that the book has, and new ones for the rest. Each node has a TLS certificate of
 * its own.
 */
export async function createMember(options: MemberOptions & { readonly keys: KeyBook }): Promise<Member> {
  const { mspId, domain, role, nodes, keys, keyType } = options;
  const authority = await openKeptAuthority({
    mspId,
    domain,
    keyType,
    clock: systemClock,
    randomBytes,
    keys,
  });
  const hosts = ['localhost', '127.0.0.1', '::1'];
  const materials: NodeMaterial[] = [];
  for (const { name: commonName, port } of nodes) {
    const name = `${mspId}/nodes/${commonName}`;
    const identity = await keys.keep(name, () => authority.issueIdentity({ commonName, role }));
    const tls = await keys.keep(`${name}-tls`, () => authority.issueTlsCertificate({ commonName, hosts }));
    materials.push({ commonName, identity, tls, port });
  }
  const adminRequest = { commonName: `Admin@${domain}`, role: 'admin' } as const;
  const admin = await keys.keep(`${mspId}/users/Admin`, () => authority.issueIdentity(adminRequest));
  return { authority, nodes: materials, admin: { ...admin, ...adminRequest, mspId } };
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
    createIdentity: ({ name, role = 'client', attributes, keyType }) =>
      authority.issueIdentity({
        commonName: name.includes('@') ? name : `${name}@${authority.domain}`,
        ...{ role, keyType },
        ...(attributes === undefined ? {} : { attributes }),
      }),
  };
}
