import {
  openKeptAuthority,
  type CompanyAuthority,
  type IssuedIdentity,
  type KeyBook,
} from '@kontti/fabric-protocol/certificates';
import { type CertifiedKey, createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import type { Clock } from '@kontti/fabric-protocol/base';
import type { CompanyOptions, DevnetCompany } from './types';

/** A company before its peer serves anything: its keys, and its endpoint. */
export interface CompanyNode {
  readonly mspId: string;
  readonly authority: CompanyAuthority;
  readonly signer: Signer;
  readonly identity: CertifiedKey;
  readonly tls: CertifiedKey;
  readonly admin: IssuedIdentity;
  readonly peerHostAlias: string;
}

export interface NodeEnvironment {
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Issues everything that a company and its peer need, unless it was issued before. */
export async function createCompanyNode(
  company: CompanyOptions,
  environment: NodeEnvironment & { readonly keys: KeyBook },
): Promise<CompanyNode> {
  const { mspId, domain, hasRevocationList, keyType } = company;
  const { keys } = environment;
  const peerHostAlias = `peer0.${domain}`;
  const commonName = `Admin@${domain}`;
  const authority = await openKeptAuthority({ mspId, domain, hasRevocationList, keyType, ...environment });
  const [identity, tls, admin] = await Promise.all([
    keys.keep(`${mspId}/peer`, () => authority.issueIdentity({ commonName: peerHostAlias, role: 'peer' })),
    keys.keep(`${mspId}/peer-tls`, () =>
      authority.issueTlsCertificate({
        commonName: peerHostAlias,
        hosts: [peerHostAlias, 'localhost', '127.0.0.1'],
      }),
    ),
    keys.keep(`${mspId}/admin`, () => authority.issueIdentity({ commonName, role: 'admin' })),
  ]);
  return {
    ...{ mspId, authority, identity, tls, peerHostAlias },
    signer: createSigner({ ...identity, mspId }),
    admin: { ...admin, mspId, commonName, role: 'admin' },
  };
}

/** The company as the network's users see it. */
export function nodeToCompany(options: {
  node: CompanyNode;
  port: number;
  /** Where chaincode dials the peer, if it may. */
  chaincodePort?: number | undefined;
}): DevnetCompany {
  const { node, port, chaincodePort } = options;
  const { authority } = node;
  return {
    mspId: node.mspId,
    domain: authority.domain,
    endpoint: `localhost:${port}`,
    ...(chaincodePort === undefined ? {} : { chaincodeEndpoint: `localhost:${chaincodePort}` }),
    peerHostAlias: node.peerHostAlias,
    tlsRootPem: authority.tlsCa.certificatePem,
    authority,
    admin: node.admin,
    peer: { identity: node.identity, tls: node.tls, port },
    createIdentity: ({ name, role = 'client', attributes, isRevoked = false, keyType }) =>
      authority.issueIdentity({
        commonName: name.includes('@') ? name : `${name}@${authority.domain}`,
        role,
        isRevoked,
        keyType,
        ...(attributes === undefined ? {} : { attributes }),
      }),
  };
}
