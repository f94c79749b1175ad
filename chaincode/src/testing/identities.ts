import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { Extension, X509CertificateGenerator } from '@peculiar/x509';

const ATTRIBUTES_OID = '1.2.3.4.5.6.7.8.1';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Who calls a contract in a spec: a certificate of a company. */
export interface TestIdentity {
  readonly mspId: string;
  readonly certificate: Buffer;
}

/** Issues a certificate with an organisational unit and the attribute `kontti.role`, both as Fabric's CA writes them. */
export async function createTestIdentity(options: {
  readonly mspId: string;
  readonly unit?: string;
  readonly roles?: string;
  readonly commonName?: string;
  /** Bytes of the extension instead. */
  readonly attributes?: string;
}): Promise<TestIdentity> {
  const { mspId, unit = 'client', roles, commonName = 'user' } = options;
  const attrs =
    options.attributes ?? JSON.stringify({ attrs: roles === undefined ? {} : { 'kontti.role': roles } });
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: [{ C: ['FI'] }, { OU: [unit] }, { CN: [commonName] }],
    notBefore: new Date(0),
    notAfter: new Date(4_000_000_000_000),
    signingAlgorithm: ALGORITHM,
    keys: await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']),
    extensions: [new Extension(ATTRIBUTES_OID, false, Buffer.from(attrs))],
  });
  return { mspId, certificate: Buffer.from(certificate.toString('pem')) };
}
