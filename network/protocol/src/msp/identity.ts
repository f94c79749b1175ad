import 'reflect-metadata';
import { X509Certificate, createHash } from 'node:crypto';
import { X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { toBeSigned } from '../signatures/der';
import { type GoodSignatures, createSignatureVerifier } from './public-key';
import type { Identity, NodeRole } from './types';

/** An identity with what its MSP needs to judge it. */
export interface ParsedIdentity extends Identity {
  readonly certificate: X509Certificate;
  readonly organizationalUnits: readonly string[];
  /** False for keys that an MSP does not take. */
  readonly hasSupportedKey: boolean;
}

interface ParseIdentityOptions {
  readonly mspId: string;
  readonly serialized: Uint8Array;
  readonly certificateBytes: Uint8Array;
  readonly goodSignatures: GoodSignatures;
  /** The role that these organisational units say. */
  readonly roleOf: (organizationalUnits: readonly string[]) => NodeRole | undefined;
}

/** Parses a PEM certificate. Mirrors msp/mspimpl.go deserializeIdentityInternal. @throws when it is none. */
export function parseIdentity(options: ParseIdentityOptions): ParsedIdentity {
  const certificatePem = Buffer.from(options.certificateBytes).toString('latin1');
  // Go finds PEM only where a line begins with it.
  if (!/(?:^|\n)-----BEGIN/.test(certificatePem)) throw new TypeError('could not decode the PEM structure');
  const certificate = new X509Certificate(certificatePem);
  const organizationalUnits = new PeculiarCertificate(certificate.raw).subjectName.getField('OU');
  const fingerprint = certificateFingerprint(certificate);
  const { goodSignatures } = options;
  const verifier = createSignatureVerifier({
    key: certificate.publicKey,
    keyId: fingerprint,
    goodSignatures,
  });
  return {
    mspId: options.mspId,
    serialized: options.serialized,
    certificatePem,
    fingerprint,
    role: options.roleOf(organizationalUnits),
    notAfterMs: Date.parse(certificate.validTo),
    verify: (signed) => verifier?.verify(signed) ?? false,
    verifyAsync: (signed) => verifier?.verifyAsync(signed) ?? Promise.resolve(false),
    certificate,
    organizationalUnits,
    hasSupportedKey: verifier !== undefined,
  };
}

/** What the authority signed counts, since an ECDSA signature over it can be written in two ways. */
function certificateFingerprint(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(toBeSigned(certificate.raw) ?? certificate.raw)
    .digest('hex');
}
