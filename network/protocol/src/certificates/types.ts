import type { CertifiedKey } from '../signatures/signer';
import type { MspConfig, NodeRole } from '../msp/types';

/** An identity that signs in the name of a company. */
export interface IssuedIdentity extends CertifiedKey {
  readonly mspId: string;
  readonly commonName: string;
  readonly role: NodeRole;
}

export interface IssueIdentityOptions {
  readonly commonName: string;
  /** The organisational unit of the certificate. */
  readonly role: NodeRole;
  /** Carried as Fabric CA carries attributes, so that chaincode reads them by `getAttributeValue`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Bears a serial number that the company's revocation list names. */
  readonly isRevoked?: boolean;
}

export interface IssueTlsOptions {
  readonly commonName: string;
  /** DNS names and IP addresses by which the bearer is reached. */
  readonly hosts: readonly string[];
}

/** The certificate authorities of one company: one for identities, one for TLS. */
export interface CompanyAuthority {
  readonly mspId: string;
  readonly domain: string;
  readonly ca: CertifiedKey;
  readonly tlsCa: CertifiedKey;
  readonly mspConfig: MspConfig;
  issueIdentity(options: IssueIdentityOptions): Promise<IssuedIdentity>;
  issueTlsCertificate(options: IssueTlsOptions): Promise<CertifiedKey>;
}
