import type { msp } from '@hyperledger/fabric-protos';

/** An organisational unit of certificates, with the authority that must have issued them; any of the company's by default. */
export interface UnitIdentifier {
  readonly unit: string;
  readonly certificatePem?: string;
}

/** Which organisational units say which roles. */
export type NodeOus = Readonly<Partial<Record<NodeRole, UnitIdentifier>>>;

/** What a channel knows of one company: its roots and how its certificates name their roles. */
export interface MspConfig {
  readonly mspId: string;
  /** PEM certificates of the authorities that issue identities. */
  readonly rootCerts: readonly string[];
  readonly intermediateCerts?: readonly string[];
  /** PEM certificates of the authorities that issue TLS certificates. */
  readonly tlsRootCerts: readonly string[];
  /** PEM certificates that are admins beside those with the admin organisational unit. */
  readonly admins?: readonly string[];
  /** PEM certificate revocation lists. */
  readonly revocationLists?: readonly string[];
  /** Units named like their roles by default; false where units say no roles. */
  readonly nodeOus?: NodeOus | false;
  /** Where there are any, a certificate must carry one of these units. */
  readonly organizationalUnitIdentifiers?: readonly UnitIdentifier[];
}

/** The role that a certificate's organisational unit (NodeOU) gives. */
export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/** An identity that was parsed, and whose MSP is known. Whether it is valid is a question of its own. */
export interface Identity {
  readonly mspId: string;
  /** `msp.SerializedIdentity` bytes, as signers put them into headers. */
  readonly serialized: Uint8Array;
  readonly certificatePem: string;
  /** Equal for identities of one certificate, however their PEM is written. */
  readonly fingerprint: string;
  readonly role: NodeRole | undefined;
  readonly notAfterMs: number;
  /** True when the signature is ECDSA over SHA-256 with low S (or Ed25519), by this identity's key. */
  verify(options: { message: Uint8Array; signature: Uint8Array }): boolean;
  /** The same beside the event loop. */
  verifyAsync(options: { message: Uint8Array; signature: Uint8Array }): Promise<boolean>;
}

/** The companies of a channel. Mirrors msp/mspmgrimpl.go. */
export interface MspManager {
  readonly mspIds: readonly string[];
  config(mspId: string): MspConfig | undefined;
  /** @throws NetworkError IDENTITY_UNKNOWN when the bytes are no identity that an authority of a known company issued. */
  deserialize(serialized: Uint8Array): Identity;
  /** Chain, NodeOU and revocation; not expiry (msp/mspimplvalidate.go). @throws NetworkError IDENTITY_INVALID */
  validate(identity: Identity): void;
  /** True when a valid identity is what the principal names. Mirrors msp/mspimpl.go satisfiesPrincipal. */
  satisfies(options: { identity: Identity; principal: msp.MSPPrincipal }): boolean;
}
