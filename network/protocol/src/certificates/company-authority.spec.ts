import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { NetworkError } from '../base/errors';
import { createMspManager } from '../msp/msp-manager';
import { toLowS } from '../signatures/ecdsa-signature';
import { createSigner } from '../signatures/signer';
import { createCompanyAuthority } from './company-authority';

const nowMs = Date.UTC(2026, 0, 15, 12);

function createExample() {
  return createCompanyAuthority({
    mspId: 'Org1MSP',
    domain: 'org1.example.com',
    clock: { nowMs: () => nowMs },
    randomBytes: (length) => randomBytes(length),
  });
}

/** The signature of a certificate as r ‖ s, taken from the end of its DER. */
function certificateToSignature(certificate: X509Certificate): Uint8Array {
  const der = certificate.raw;
  for (let length = 66; length <= 72; length += 1) {
    const start = der.length - length - 2;
    if (der[start] !== 0x30 || der[start + 1] !== length || der[start + 2] !== 0x02) continue;
    const rLength = der[start + 3] ?? 0;
    const r = der.subarray(start + 4, start + 4 + rLength);
    const s = der.subarray(start + 6 + rLength);
    const scalar = (value: Buffer) => Buffer.concat([Buffer.alloc(32), value]).subarray(-32);
    return Buffer.concat([scalar(r), scalar(s)]);
  }
  throw new Error('No signature.');
}

describe('company authority', () => {
  it('issues identities that its own root certifies, with the role as organisational unit', async () => {
    const company = await createExample();
    const root = new X509Certificate(company.ca.certificatePem);
    const peer = await company.issueIdentity({ commonName: 'peer0.org1.example.com', role: 'peer' });
    const certificate = new X509Certificate(peer.certificatePem);
    expect(root.ca).to.equal(true);
    expect(certificate.ca).to.equal(false);
    expect(certificate.verify(root.publicKey)).to.equal(true);
    expect(certificate.checkIssued(root)).to.equal(true);
    expect(certificate.subject.split('\n')).to.include.members(['OU=peer', 'CN=peer0.org1.example.com']);
    expect(certificate.checkPrivateKey(createPrivateKey(peer.privateKeyPem))).to.equal(true);
    expect(new X509Certificate(company.tlsCa.certificatePem).publicKey.equals(root.publicKey)).to.equal(
      false,
    );
  });

  it('is valid from five minutes before the injected clock, for ten years', async () => {
    const company = await createExample();
    const certificate = new X509Certificate(company.ca.certificatePem);
    expect(Date.parse(certificate.validFrom)).to.equal(nowMs - 300_000);
    expect(Date.parse(certificate.validTo)).to.equal(nowMs - 300_000 + 3650 * 86_400_000);
  });

  it('takes serial numbers from the injected randomness', async () => {
    const company = await createCompanyAuthority({
      mspId: 'Org1MSP',
      domain: 'org1.example.com',
      clock: { nowMs: () => nowMs },
      randomBytes: (length) => new Uint8Array(length).fill(0xff),
    });
    const certificate = new X509Certificate(company.ca.certificatePem);
    expect(certificate.serialNumber).to.equal(`7F${'FF'.repeat(15)}`);
  });

  it('names the key as cryptogen does: SHA-256 of the public point', async () => {
    const company = await createExample();
    const certificate = new X509Certificate(company.ca.certificatePem);
    const point = certificate.publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
    const keyId = createHash('sha256').update(point).digest();
    expect(certificate.raw.includes(keyId)).to.equal(true);
    const user = await company.issueIdentity({ commonName: 'User1', role: 'client' });
    expect(new X509Certificate(user.certificatePem).raw.includes(keyId)).to.equal(true);
  });

  it('carries attributes as Fabric CA does', async () => {
    const company = await createExample();
    const issued = await company.issueIdentity({
      commonName: 'User1',
      role: 'client',
      attributes: { 'kontti.role': 'operator' },
    });
    const der = new X509Certificate(issued.certificatePem).raw;
    expect(der.includes(Buffer.from('{"attrs":{"kontti.role":"operator"}}'))).to.equal(true);
    expect(der.includes(Buffer.from('06082a030405060708 01'.replace(' ', ''), 'hex'))).to.equal(true);
  });

  it('issues TLS certificates for the hosts that are named', async () => {
    const company = await createExample();
    const tls = await company.issueTlsCertificate({
      commonName: 'peer0.org1.example.com',
      hosts: ['localhost', '127.0.0.1', '::1'],
    });
    const certificate = new X509Certificate(tls.certificatePem);
    expect(certificate.checkHost('localhost')).to.equal('localhost');
    expect(certificate.checkHost('peer0.org1.example.com')).to.equal('peer0.org1.example.com');
    expect(certificate.checkIP('127.0.0.1')).to.equal('127.0.0.1');
    expect(certificate.checkIP('::1')).to.equal('::1');
    expect(certificate.checkHost('elsewhere')).to.equal(undefined);
    expect(certificate.verify(new X509Certificate(company.tlsCa.certificatePem).publicKey)).to.equal(true);
  });

  it('keeps names that look like syntax inside their field', async () => {
    const company = await createExample();
    const issued = await company.issueIdentity({ commonName: 'a,OU=admin+OU=admin', role: 'client' });
    const lines = new X509Certificate(issued.certificatePem).subject.split('\n');
    expect(lines.filter((line) => line.startsWith('OU='))).to.deep.equal(['OU=client']);
  });

  it('signs every certificate with low S', async () => {
    const company = await createExample();
    for (let index = 0; index < 24; index += 1) {
      const issued = await company.issueIdentity({ commonName: `user${index}`, role: 'client' });
      const signature = certificateToSignature(new X509Certificate(issued.certificatePem));
      expect(Buffer.from(toLowS(signature)).equals(signature)).to.equal(true);
    }
  });

  it("issues what the channel's MSP manager accepts, for this company alone", async () => {
    const [company, other] = [await createExample(), await createExample()];
    const manager = createMspManager({ configs: [company.mspConfig] });
    for (const role of ['client', 'peer', 'admin', 'orderer'] as const) {
      const issued = await company.issueIdentity({ commonName: role, role });
      const signer = createSigner(issued);
      const identity = manager.deserialize(signer.serialized);
      manager.validate(identity);
      expect(identity.role).to.equal(role);
      const message = Buffer.from('message');
      expect(identity.verify({ message, signature: signer.sign(message) })).to.equal(true);
    }
    const stranger = await other.issueIdentity({ commonName: 'stranger', role: 'admin' });
    expect(() => {
      manager.validate(manager.deserialize(createSigner(stranger).serialized));
    }).to.throw(NetworkError);
  });
});
