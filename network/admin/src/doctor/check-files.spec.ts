import { expect } from 'chai';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCompanyAuthority,
  openAuthority,
  writeOrganizations,
  type CompanyAuthority,
} from '@kontti/fabric-protocol/certificates';
import { systemClock } from '@kontti/fabric-protocol/base';
import { locateCompany } from '../access/company-access';
import { checkFiles } from './check-files';

const domain = 'org1.example.com';
const peerName = `peer0.${domain}`;
const adminName = `Admin@${domain}`;
const dayMs = 24 * 3_600_000;

const createAuthority = (): Promise<CompanyAuthority> =>
  createCompanyAuthority({ mspId: 'Org1MSP', domain, clock: systemClock, randomBytes });

describe("a look at a company's folders", () => {
  let directory: string;
  let base: string;
  let authority: CompanyAuthority;
  /** When the certificates were made: by this machine's clock, as those for TLS always are. */
  let nowMs: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
    authority = await createAuthority();
    nowMs = systemClock.nowMs();
    const identity = await authority.issueIdentity({ commonName: peerName, role: 'peer' });
    const tls = await authority.issueTlsCertificate({ commonName: peerName, hosts: ['localhost'] });
    await writeOrganizations({
      directory: join(directory, 'organizations'),
      peerOrganizations: [{ authority, nodes: [{ commonName: peerName, identity, tls, port: 7051 }] }],
    });
    base = join(directory, 'organizations', 'peerOrganizations', domain);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** What is not right, as check, status and subject. */
  async function found(atMs = nowMs): Promise<readonly string[]> {
    const folders = await locateCompany({ dir: directory, company: 'Org1MSP', env: {} });
    const findings = await checkFiles(folders, atMs);
    for (const { status, remedy } of findings) {
      expect(remedy === undefined).to.equal(status === 'ok' || status === 'skipped');
    }
    return findings
      .filter(({ status }) => status !== 'ok')
      .map(({ check, status, subject }) => `${check} ${status} ${subject}`);
  }

  const admin = (...path: string[]): string => join(base, 'users', adminName, 'msp', ...path);
  const peer = (...path: string[]): string => join(base, 'peers', peerName, ...path);

  it('finds nothing where all is well', async () => {
    expect(await found()).to.deep.equal([]);
  });

  it('finds certificates that are over, will be soon, or are not yet valid', async () => {
    const text = await readFile(admin('signcerts', `${adminName}-cert.pem`), 'utf8');
    const folders = await locateCompany({ dir: directory, company: 'Org1MSP', env: {} });
    const certificates = async (atMs: number): Promise<readonly string[]> =>
      (await checkFiles(folders, atMs))
        .filter(({ check, subject }) => check === 'certificate' && subject === adminName)
        .map(({ status }) => status);
    expect(text).to.include('CERTIFICATE');
    const yearMs = 365.25 * dayMs;
    expect(await certificates(nowMs + 11 * yearMs)).to.deep.equal(['problem', 'problem', 'problem']);
    expect(await certificates(nowMs + 10 * yearMs - 10 * dayMs)).to.deep.equal([
      'warning',
      'warning',
      'warning',
    ]);
    expect(await certificates(nowMs - yearMs)).to.deep.equal(['problem', 'problem', 'problem']);
  });

  it("finds another's key, and one that others may read", async () => {
    const stranger = await authority.issueIdentity({ commonName: 'stranger', role: 'admin' });
    await writeFile(admin('keystore', 'priv_sk'), stranger.privateKeyPem);
    expect(await found()).to.deep.equal([`key problem ${adminName}`]);
  });

  it('finds a key that others may read', async function () {
    if (process.platform === 'win32') this.skip();
    await chmod(peer('msp', 'keystore', 'priv_sk'), 0o644);
    expect(await found()).to.deep.equal([`key warning ${peerName}`]);
  });

  it('reports files behind a byte order mark, which Go does not find', async () => {
    const behindMark = async (file: string): Promise<void> =>
      writeFile(file, `\ufeff${await readFile(file, 'utf8')}`);
    await behindMark(admin('keystore', 'priv_sk'));
    expect(await found()).to.deep.equal([`key problem ${adminName}`]);
    await behindMark(peer('msp', 'signcerts', `${peerName}-cert.pem`));
    expect(await found()).to.deep.equal([`certificate problem ${peerName}`, `key problem ${adminName}`]);
  });

  it('reports revocation lists that peers cannot read', async () => {
    await mkdir(admin('crls'), { recursive: true });
    const body = 'aGVsbG8=';
    for (const text of ['', body, `-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`]) {
      await writeFile(admin('crls', 'list.pem'), text);
      expect(await found(), text).to.deep.equal([`certificate problem ${adminName}`]);
    }
  });

  it('reports an admin among admincerts whom another authority issued', async () => {
    const foreign = await (await createAuthority()).issueIdentity({ commonName: 'foreign', role: 'admin' });
    await mkdir(admin('admincerts'), { recursive: true });
    await writeFile(admin('admincerts', 'foreign.pem'), foreign.certificatePem);
    expect(await found()).to.deep.equal([`node-ous problem ${adminName}`]);
  });

  it('takes a key that is kept elsewhere for no fault', async () => {
    await rm(admin('keystore'), { recursive: true });
    expect(await found()).to.deep.equal([`key skipped ${adminName}`]);
  });

  it("finds a certificate of another company's CA", async () => {
    const other = await createAuthority();
    const foreign = await other.issueIdentity({ commonName: adminName, role: 'admin' });
    await writeFile(admin('signcerts', `${adminName}-cert.pem`), foreign.certificatePem);
    await writeFile(admin('keystore', 'priv_sk'), foreign.privateKeyPem);
    expect(await found()).to.deep.equal([`chain problem ${adminName}`]);
  });

  it('finds NodeOUs that are off, missing, half, or name no file', async () => {
    const file = join(base, 'msp', 'config.yaml');
    const text = await readFile(file, 'utf8');
    const broken = [
      text.replace('Enable: true', 'Enable: false'),
      text.replace('AdminOUIdentifier', 'Admin'),
      text.replace('cacerts/', 'cacerts/other-'),
      'NodeOUs: [',
      '',
    ];
    for (const content of broken) {
      await writeFile(file, content);
      expect(await found(), content).to.deep.equal([`node-ous problem ${domain}`]);
    }
    await rm(file);
    expect(await found()).to.deep.equal([`node-ous problem ${domain}`]);
  });

  it('finds a node whose certificate is not one of a node', async () => {
    const client = await authority.issueIdentity({ commonName: peerName, role: 'client' });
    await writeFile(peer('msp', 'signcerts', `${peerName}-cert.pem`), client.certificatePem);
    await writeFile(peer('msp', 'keystore', 'priv_sk'), client.privateKeyPem);
    expect(await found()).to.deep.equal([`node-ous problem ${peerName}`]);
  });

  it('finds parts that are missing, and files that are no certificates', async () => {
    await rm(join(base, 'msp', 'tlscacerts'), { recursive: true });
    await rm(admin('signcerts'), { recursive: true });
    await writeFile(peer('msp', 'cacerts', 'notes.txt'), 'no certificate');
    expect(await found()).to.deep.equal([
      `folder problem ${domain}`,
      `certificate problem ${peerName}`,
      `folder problem ${adminName}`,
    ]);
  });

  it("finds TLS files for another name, of another CA, or with another's key", async () => {
    const subject = `${peerName} (tls files)`;
    const misnamed = await authority.issueTlsCertificate({ commonName: 'elsewhere', hosts: [] });
    await writeFile(peer('tls', 'server.crt'), misnamed.certificatePem);
    expect(await found()).to.deep.equal([`certificate problem ${subject}`, `key problem ${subject}`]);
    const other = await createAuthority();
    const foreign = await other.issueTlsCertificate({ commonName: peerName, hosts: [] });
    await writeFile(peer('tls', 'server.crt'), foreign.certificatePem);
    await writeFile(peer('tls', 'server.key'), foreign.privateKeyPem);
    expect(await found()).to.deep.equal([`chain problem ${subject}`]);
  });

  it('finds a TLS certificate that has a common name alone, which Node takes and Go does not', async () => {
    const bare = await openAuthority({ ...authority.tlsCa, clock: systemClock, randomBytes });
    const issued = await bare.issue({ subject: [{ CN: [peerName] }], extensions: [] });
    await writeFile(peer('tls', 'server.crt'), issued.certificatePem);
    await writeFile(peer('tls', 'server.key'), issued.privateKeyPem);
    expect(await found()).to.deep.equal([`certificate problem ${peerName} (tls files)`]);
  });

  it("finds a key that Fabric's programs do not find behind EC PARAMETERS", async () => {
    const file = admin('keystore', 'priv_sk');
    const key = createPrivateKey(await readFile(file))
      .export({ type: 'sec1', format: 'pem' })
      .toString();
    await writeFile(
      file,
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${key}`,
    );
    expect(await found()).to.deep.equal([`key problem ${adminName}`]);
    await writeFile(file, key);
    expect(await found()).to.deep.equal([]);
  });

  it('judges roles by the units that the company named, and by their authorities', async () => {
    const file = peer('msp', 'config.yaml');
    const text = await readFile(file, 'utf8');
    const [ca = ''] = await readdir(peer('msp', 'cacerts'));
    const units = `OrganizationalUnitIdentifiers:\n  - Certificate: cacerts/${ca}\n    OrganizationalUnitIdentifier: `;
    const [tlsCa = ''] = await readdir(peer('msp', 'tlscacerts'));
    const contents: readonly (readonly [text: string, isWell: boolean])[] = [
      [text.replace('OrganizationalUnitIdentifier: peer', 'OrganizationalUnitIdentifier: node'), false],
      [text.replace('OrganizationalUnitIdentifier: client', 'OrganizationalUnitIdentifier: app'), true],
      [text.replaceAll(`cacerts/${ca}`, `tlscacerts/${tlsCa}`), false],
      [`${units}peer\n${text}`, true],
      [`${units}shipping\n${text}`, false],
      [`OUIdentifiers: []\n${text}`, false],
    ];
    for (const [content, isWell] of contents) {
      await writeFile(file, content);
      const findings = new Set(await found());
      expect([...findings], content).to.deep.equal(isWell ? [] : [`node-ous problem ${peerName}`]);
    }
  });

  it('finds two certificates in one file, of which peers read the first', async () => {
    const [name = ''] = await readdir(join(base, 'msp', 'cacerts'));
    const file = join(base, 'msp', 'cacerts', name);
    await writeFile(file, `${await readFile(file, 'utf8')}${authority.tlsCa.certificatePem}`);
    expect(await found()).to.include(`certificate problem ${domain}`);
  });
});
