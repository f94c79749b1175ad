import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../base/clock';
import { NetworkError } from '../base/errors';
import { createCompanyAuthority } from './company-authority';
import { writeOrganizations, type OrganizationMaterial } from './organizations';

/** What cryptogen 3.1.5 writes for one company with one peer and one user, and the connection profile. */
const expectedFiles = `
ca/ca.org1.example.com-cert.pem
ca/priv_sk
connection-org1.json
msp/cacerts/ca.org1.example.com-cert.pem
msp/config.yaml
msp/tlscacerts/tlsca.org1.example.com-cert.pem
peers/peer0.org1.example.com/msp/cacerts/ca.org1.example.com-cert.pem
peers/peer0.org1.example.com/msp/config.yaml
peers/peer0.org1.example.com/msp/keystore/priv_sk
peers/peer0.org1.example.com/msp/signcerts/peer0.org1.example.com-cert.pem
peers/peer0.org1.example.com/msp/tlscacerts/tlsca.org1.example.com-cert.pem
peers/peer0.org1.example.com/tls/ca.crt
peers/peer0.org1.example.com/tls/server.crt
peers/peer0.org1.example.com/tls/server.key
tlsca/priv_sk
tlsca/tlsca.org1.example.com-cert.pem
users/Admin@org1.example.com/msp/cacerts/ca.org1.example.com-cert.pem
users/Admin@org1.example.com/msp/config.yaml
users/Admin@org1.example.com/msp/keystore/priv_sk
users/Admin@org1.example.com/msp/signcerts/Admin@org1.example.com-cert.pem
users/Admin@org1.example.com/msp/tlscacerts/tlsca.org1.example.com-cert.pem
users/Admin@org1.example.com/tls/ca.crt
users/Admin@org1.example.com/tls/client.crt
users/Admin@org1.example.com/tls/client.key
users/User1@org1.example.com/msp/cacerts/ca.org1.example.com-cert.pem
users/User1@org1.example.com/msp/config.yaml
users/User1@org1.example.com/msp/keystore/priv_sk
users/User1@org1.example.com/msp/signcerts/User1@org1.example.com-cert.pem
users/User1@org1.example.com/msp/tlscacerts/tlsca.org1.example.com-cert.pem
users/User1@org1.example.com/tls/ca.crt
users/User1@org1.example.com/tls/client.crt
users/User1@org1.example.com/tls/client.key`
  .trim()
  .split('\n');

async function createOrganization(domain = 'org1.example.com'): Promise<OrganizationMaterial> {
  const authority = await createCompanyAuthority({
    mspId: 'Org1MSP',
    domain,
    clock: systemClock,
    randomBytes,
  });
  const commonName = `peer0.${domain}`;
  const identity = await authority.issueIdentity({ commonName, role: 'peer' });
  const tls = await authority.issueTlsCertificate({ commonName, hosts: ['localhost'] });
  return { authority, nodes: [{ commonName, identity, tls, port: 7051 }] };
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

describe('writeOrganizations', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-organizations-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('writes the files that cryptogen writes', async () => {
    await writeOrganizations({ directory, peerOrganizations: [await createOrganization()] });
    const base = join(directory, 'peerOrganizations', 'org1.example.com');
    expect(await listFiles(base)).to.deep.equal(expectedFiles);
  });

  it('writes keys that belong to their certificates and that only the owner reads', async () => {
    await writeOrganizations({ directory, peerOrganizations: [await createOrganization()] });
    const user = join(directory, 'peerOrganizations', 'org1.example.com', 'users', 'User1@org1.example.com');
    const keyPath = join(user, 'msp', 'keystore', 'priv_sk');
    const privateKey = createPrivateKey(await readFile(keyPath));
    const pem = await readFile(join(user, 'msp', 'signcerts', 'User1@org1.example.com-cert.pem'));
    const certificate = new X509Certificate(pem);
    const caFile = join(user, 'msp', 'cacerts', 'ca.org1.example.com-cert.pem');
    const root = new X509Certificate(await readFile(caFile));
    expect(certificate.checkPrivateKey(privateKey)).to.equal(true);
    expect(certificate.verify(root.publicKey)).to.equal(true);
    expect(certificate.subject.split('\n')).to.include('OU=client');
    if (process.platform !== 'win32') expect((await stat(keyPath)).mode & 0o777).to.equal(0o600);
  });

  it('tightens the mode of a key file that was there before', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = join(directory, 'peerOrganizations', 'org1.example.com', 'ca');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'priv_sk'), 'old', { mode: 0o644 });
    await writeOrganizations({ directory, peerOrganizations: [await createOrganization()] });
    expect((await stat(join(folder, 'priv_sk'))).mode & 0o777).to.equal(0o600);
  });

  it('writes an orderer organisation without a client', async () => {
    const authority = await createCompanyAuthority({
      mspId: 'OrdererMSP',
      domain: 'example.com',
      clock: systemClock,
      randomBytes,
    });
    const commonName = 'orderer.example.com';
    const identity = await authority.issueIdentity({ commonName, role: 'orderer' });
    const tls = await authority.issueTlsCertificate({ commonName, hosts: [] });
    const nodes = [{ commonName, identity, tls, port: 7050 }];
    await writeOrganizations({
      directory,
      peerOrganizations: [],
      ordererOrganizations: [{ authority, nodes }],
    });
    const base = join(directory, 'ordererOrganizations', 'example.com');
    expect(await readdir(join(base, 'users'))).to.deep.equal(['Admin@example.com']);
    expect(await readdir(join(base, 'orderers', commonName, 'tls'))).to.include('server.key');
  });

  it('refuses a domain that would leave the folder', async () => {
    const organization = await createOrganization('../../elsewhere');
    const failure = await writeOrganizations({ directory, peerOrganizations: [organization] }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(NetworkError).with.property('code', 'ORGANIZATION_INVALID');
  });

  it('says when the folder cannot be written', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    const organization = await createOrganization();
    const failure = await writeOrganizations({ directory: file, peerOrganizations: [organization] }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(NetworkError).with.property('code', 'DIRECTORY_UNUSABLE');
  });
});
