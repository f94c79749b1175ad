import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrganizationsFolder } from './organizations-folder';

describe('readOrganizationsFolder', () => {
  let organizations: string;

  before(async () => {
    organizations = await mkdtemp(join(tmpdir(), 'kontti-organizations-'));
    await addCompany('org1.example.com');
    await addCompany('org2.example.com');
    const profile = {
      organizations: { Org2: { mspid: 'SecondMSP' } },
      peers: { 'peer0.org2.example.com': { url: 'grpcs://localhost:9051' } },
    };
    await writeFile(
      join(organizations, 'peerOrganizations', 'org2.example.com', 'connection-org2.json'),
      JSON.stringify(profile),
    );
  });

  after(() => rm(organizations, { recursive: true }));

  async function addCompany(domain: string): Promise<void> {
    const folder = join(organizations, 'peerOrganizations', domain);
    const files: Record<string, string> = { [`peers/peer0.${domain}/tls/ca.crt`]: `tls of ${domain}` };
    for (const user of ['User1', 'Admin']) {
      files[`users/${user}@${domain}/msp/keystore/priv_sk`] = `key of ${user}`;
      files[`users/${user}@${domain}/msp/signcerts/cert.pem`] = `certificate of ${user}`;
    }
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  }

  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'fulfilled',
      (error: { code?: unknown }) => error.code,
    );

  it('finds a company by the custom of the samples and reads its User1', async () => {
    const identity = await readOrganizationsFolder({
      organizations,
      mspId: 'Org1MSP',
      endpoint: 'localhost:7051',
    });
    expect(identity).to.deep.equal({
      mspId: 'Org1MSP',
      certificate: Buffer.from('certificate of User1'),
      privateKey: Buffer.from('key of User1'),
      endpoint: 'localhost:7051',
      tlsRootCertificate: Buffer.from('tls of org1.example.com'),
      hostAlias: 'peer0.org1.example.com',
    });
  });

  it('takes MSP id and endpoint from the connection profile', async () => {
    const byDomain = { organizations, domain: 'org2.example.com', user: 'Admin' };
    expect(await readOrganizationsFolder(byDomain)).to.deep.include({
      mspId: 'SecondMSP',
      endpoint: 'localhost:9051',
      privateKey: Buffer.from('key of Admin'),
    });
    const byMspId = await readOrganizationsFolder({ organizations, mspId: 'SecondMSP' });
    expect(byMspId.hostAlias).to.equal('peer0.org2.example.com');
  });

  it('says which option or file is missing', async () => {
    const endpoint = 'localhost:1';
    const read = (options: object) =>
      codeOf(readOrganizationsFolder({ organizations, endpoint, ...options }));
    expect(await read({})).to.equal('OPTIONS_INVALID');
    expect(await read({ domain: 'org1.example.com' })).to.equal('OPTIONS_INVALID');
    expect(await read({ mspId: 'Org1MSP', endpoint: undefined })).to.equal('OPTIONS_INVALID');
    expect(await read({ mspId: 'Org3MSP' })).to.equal('ORGANIZATION_NOT_FOUND');
    // The profile says that this company has another MSP id.
    expect(await read({ mspId: 'Org2MSP' })).to.equal('ORGANIZATION_NOT_FOUND');
    expect(await read({ mspId: 'Org1MSP', user: 'User9' })).to.equal('ORGANIZATION_NOT_FOUND');
    expect(await read({ mspId: 'Org1MSP', domain: '../org1.example.com' })).to.equal(
      'ORGANIZATION_NOT_FOUND',
    );
    expect(await read({ mspId: 'Org1MSP', user: '../../x' })).to.equal('ORGANIZATION_NOT_FOUND');
  });
});
