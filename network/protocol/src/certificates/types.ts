import type { CertifiedKey } from '../signatures/signer';
import type { MspConfig, NodeRole } from '../msp/types';

/** An identity that signs in the name of a company. */
export interface IssuedIdentity extends CertifiedKey {
  /** MSP id of the company. */
  readonly mspId: string;
  /** The certificate's common name, e.g. `Admin@org1.example.com`. */
  readonly commonName: string;
  /** The role that its organisational unit (NodeOU) gives. */
  readonly role: NodeRole;
}

/** Kinds of keys that companies issue certificates for. Ed25519 is of Fabric v3, and of channels with the capability V3_0. */
export type KeyType = 'P-256' | 'P-384' | 'Ed25519';

/** Kinds of keys of an authority for identities; all that it issues has a key of the same kind unless another one is asked for. */
export type AuthorityKeyType = Exclude<KeyType, 'P-384'>;

export interface IssueIdentityOptions {
  readonly commonName: string;
  /** The organisational unit of the certificate. */
  readonly role: NodeRole;
  /** Carried as Fabric CA carries attributes, so that chaincode reads them by `getAttributeValue`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Bears a serial number that the company's revocation list names. */
  readonly isRevoked?: boolean;
  /** That of its authority by default. */
  readonly keyType?: KeyType | undefined;
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
