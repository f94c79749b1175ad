import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createCompanyAuthority, writeOrganizations } from '@kontti/fabric-protocol/certificates';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { readAdministrations } from './administrations';

describe('readAdministrations', () => {
  let directory: string;
  let company: string;

  async function codeOfReading(): Promise<string | undefined> {
    return readAdministrations(directory).then(
      () => undefined,
      (error: unknown) => (error instanceof NetworkError ? error.code : String(error)),
    );
  }

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-administrations-'));
    const domain = 'org1.example.com';
    company = join(directory, 'organizations', 'peerOrganizations', domain);
    const authority = await createCompanyAuthority({
      mspId: 'Org1MSP',
      domain,
      clock: systemClock,
      randomBytes,
    });
    const commonName = `peer0.${domain}`;
    const identity = await authority.issueIdentity({ commonName, role: 'peer' });
    const tls = await authority.issueTlsCertificate({ commonName, hosts: ['localhost'] });
    const peerOrganizations = [{ authority, nodes: [{ commonName, identity, tls, port: 7051 }] }];
    await writeOrganizations({ directory: join(directory, 'organizations'), peerOrganizations });
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('finds each peer and its admin in what was written', async () => {
    const [administration, ...others] = await readAdministrations(directory);
    expect(others).to.deep.equal([]);
    expect(administration?.target.mspId).to.equal('Org1MSP');
    expect(administration?.target.endpoint).to.equal('localhost:7051');
    expect(administration?.target.hostAlias).to.equal('peer0.org1.example.com');
    expect(administration?.signer.mspId).to.equal('Org1MSP');
  });

  it('says when there is no such tree', async () => {
    await rm(join(directory, 'organizations'), { recursive: true });
    expect(await codeOfReading()).to.equal('DIRECTORY_UNUSABLE');
  });

  it('says when the connection profile is missing or says too little', async () => {
    const profile = join(company, 'connection-org1.json');
    for (const text of [
      '{',
      '{}',
      '{"organizations":{"a":{"mspid":"AMSP"}},"peers":{"b":{"url":"http://x"}}}',
    ]) {
      await writeFile(profile, text);
      expect(await codeOfReading(), text).to.equal('ORGANIZATION_INVALID');
    }
    await rm(profile);
    expect(await codeOfReading()).to.equal('ORGANIZATION_INVALID');
  });

  it('passes over files that a system leaves in folders', async () => {
    const msp = join(company, 'users', 'Admin@org1.example.com', 'msp');
    for (const folder of [join(company, '..'), join(msp, 'signcerts'), join(msp, 'keystore')]) {
      await writeFile(join(folder, '.DS_Store'), 'no certificate');
    }
    expect(await codeOfReading()).to.equal(undefined);
  });

  it("says when the admin's key is none", async () => {
    const folder = join(company, 'users', 'Admin@org1.example.com', 'msp', 'keystore');
    await writeFile(join(folder, 'priv_sk'), 'no key');
    expect(await codeOfReading()).to.equal('ORGANIZATION_INVALID');
  });
});
