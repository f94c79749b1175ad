import { expect } from 'chai';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import type { CertifiedKey } from '../testing/certificates';
import { readOrganizationsFolder } from './organizations-folder';
import type { OrganizationsFolderOptions } from './organizations-folder';
import { keyToSpki } from './signing-key';

const BOM = '\uFEFF';

describe('readOrganizationsFolder', () => {
  let organizations: string;
  let user: CertifiedKey;
  let tlsRoot: string;

  before(async () => {
    organizations = await mkdtemp(join(tmpdir(), 'kontti-organizations-'));
    const authority = await createTestAuthority('ca');
    tlsRoot = authority.certificate;
    user = await authority.issue({ commonName: 'User1' });
    for (const domain of ['org1.example.com', 'org2.example.com', 'org3.example.com']) {
      await write(`${domain}/peers/peer0.${domain}/tls/ca.crt`, tlsRoot);
      for (const name of ['User1', 'Admin']) {
        await writeUser(`${domain}/users/${name}@${domain}`, { 'keystore/priv_sk': user.privateKey });
      }
    }
    const profile = {
      organizations: { Org2: { mspid: 'SecondMSP' } },
      peers: {
        'peer0.org2.example.com': { url: 'grpcs://localhost:9051' },
        'peer1.org2.example.com': {
          url: 'grpcs://localhost:9053',
          tlsCACerts: { pem: [tlsRoot, tlsRoot] },
          grpcOptions: { 'ssl-target-name-override': 'second' },
        },
      },
    };
    await write('org2.example.com/connection-org2.json', BOM + JSON.stringify(profile));
    await write('org3.example.com/connection-org3.yaml', 'organizations: {');
    await write('.DS_Store', '');
  });

  after(() => rm(organizations, { recursive: true }));

  async function write(path: string, content: string): Promise<void> {
    const file = join(organizations, 'peerOrganizations', path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, content);
  }

  async function writeUser(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
    const all = { 'signcerts/cert.pem': user.certificate, 'signcerts/.DS_Store': '', ...files };
    for (const [path, content] of Object.entries(all)) {
      await write(`${folder}/msp/${path}`, content);
    }
  }

  const read = (options: Partial<OrganizationsFolderOptions>) =>
    readOrganizationsFolder({ organizations, ...options });
  const codeOf = (options: Partial<OrganizationsFolderOptions>): Promise<unknown> =>
    read(options).then(
      () => 'fulfilled',
      (error: { code?: unknown }) => error.code,
    );
  const spkiOf = (privateKey: string): string => keyToSpki(createPrivateKey(privateKey));

  it('finds a company by the custom of the samples and reads its User1', async () => {
    const identity = await read({ mspId: 'Org1MSP', endpoint: 'localhost:7051' });
    expect(identity.mspId).to.equal('Org1MSP');
    expect(identity.certificate.pem.toString()).to.equal(user.certificate);
    expect(keyToSpki(identity.key)).to.equal(spkiOf(user.privateKey));
    expect(identity.endpoints).to.deep.equal([
      {
        host: 'localhost',
        port: 7051,
        address: 'localhost:7051',
        tls: { roots: Buffer.from(tlsRoot), serverName: 'peer0.org1.example.com' },
      },
    ]);
  });

  it('takes MSP id and all peers of the company from the connection profile', async () => {
    const identity = await read({ domain: 'org2.example.com', user: 'Admin' });
    expect(identity.mspId).to.equal('SecondMSP');
    expect(identity.endpoints.map(({ address, tls }) => [address, tls?.serverName])).to.deep.equal([
      ['localhost:9051', 'peer0.org2.example.com'],
      ['localhost:9053', 'second'],
    ]);
    expect((await read({ mspId: 'SecondMSP' })).endpoints).to.have.length(2);
  });

  it('takes the peers of the company that is asked for from a profile of several, and none of TLS where a peer has none', async () => {
    const domain = 'org4.example.com';
    const profile = {
      organizations: {
        Org4: { mspid: 'FourthMSP', peers: ['first'] },
        Org5: { mspid: 'FifthMSP', peers: ['second'] },
      },
      peers: { first: { url: 'grpc://localhost:1' }, second: { url: 'grpc://localhost:2' } },
    };
    await writeUser(`${domain}/users/User1@${domain}`, { 'keystore/priv_sk': user.privateKey });
    await write(`${domain}/connection-org4.json`, JSON.stringify(profile));
    const { endpoints } = await read({ domain, mspId: 'FifthMSP' });
    expect(endpoints.map(({ address, tls }) => [address, tls])).to.deep.equal([['localhost:2', undefined]]);
    await rm(join(organizations, 'peerOrganizations', domain), { recursive: true });
  });

  it('passes over the broken profile of another company, and reports the own one', async () => {
    expect((await read({ mspId: 'SecondMSP' })).mspId).to.equal('SecondMSP');
    expect(await codeOf({ mspId: 'Org3MSP' })).to.equal('PROFILE_INVALID');
    expect((await read({ mspId: 'Org3MSP', endpoint: 'localhost:1' })).mspId).to.equal('Org3MSP');
  });

  it('takes the key of the certificate from a keystore with keys of earlier enrolments', async () => {
    const { privateKey: earlier } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const name = 'users/Enrolled@org1.example.com';
    await writeUser(`org1.example.com/${name}`, {
      'keystore/a_sk': earlier,
      'keystore/b_sk': BOM + user.privateKey,
      'keystore/c_sk': 'no key',
      'keystore/.DS_Store': 'x',
    });
    const own = { mspId: 'Org1MSP', endpoint: 'localhost:1' };
    expect(keyToSpki((await read({ ...own, user: 'Enrolled' })).key)).to.equal(spkiOf(user.privateKey));
    await writeUser('org1.example.com/users/Stranger@org1.example.com', { 'keystore/a_sk': earlier });
    const stranger: unknown = await read({ ...own, user: 'Stranger' }).catch((error: unknown) => error);
    expect(stranger).to.include({ code: 'KEY_UNSUPPORTED' });
    expect((stranger as KonttiError).details).to.deep.include({ found: ['a_sk'] });
    await writeUser('org1.example.com/users/Broken@org1.example.com', { 'keystore/a_sk': 'no key' });
    const broken: unknown = await read({ ...own, user: 'Broken' }).catch((error: unknown) => error);
    expect((broken as KonttiError).cause).to.include({ code: 'KEY_UNSUPPORTED' });
  });

  it('opens an encrypted key with the passphrase, and says without it that it needs one', async () => {
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'secret' };
    const encrypted = createPrivateKey(user.privateKey).export({ type: 'pkcs8', format: 'pem', ...cipher });
    await writeUser('org1.example.com/users/Careful@org1.example.com', {
      'keystore/a_sk': encrypted.toString(),
    });
    const own = { mspId: 'Org1MSP', endpoint: 'localhost:1', user: 'Careful' };
    const opened = await read({ ...own, passphrase: () => Promise.resolve('secret') });
    expect(keyToSpki(opened.key)).to.equal(spkiOf(user.privateKey));
    expect(await codeOf(own)).to.equal('KEY_ENCRYPTED');
    expect(await codeOf({ ...own, passphrase: () => 'wrong' })).to.equal('KEY_ENCRYPTED');
    expect(await codeOf({ ...own, passphrase: () => Promise.reject(new Error('no vault')) })).to.equal(
      'KEY_ENCRYPTED',
    );
  });

  it('says which option or file is missing', async () => {
    const endpoint = 'localhost:1';
    const optionOf = (options: Partial<OrganizationsFolderOptions>): Promise<unknown> =>
      read(options).catch(({ code, details }: KonttiError) => `${code} ${String(details['option'])}`);
    expect(await optionOf({ endpoint })).to.equal('OPTIONS_INVALID mspId');
    expect(await optionOf({ domain: 'org1.example.com', endpoint })).to.equal('OPTIONS_INVALID mspId');
    expect(await optionOf({ mspId: 'Org1MSP' })).to.equal('OPTIONS_INVALID endpoint');
    const absent = (await read({ mspId: 'Org9MSP', endpoint }).catch(
      (error: unknown) => error,
    )) as KonttiError;
    expect(absent.code).to.equal('ORGANIZATION_NOT_FOUND');
    expect(absent.details).to.deep.include({
      ...{ domain: undefined, mspId: 'Org9MSP' },
      found: ['org1.example.com', 'org2.example.com', 'org3.example.com'],
    });
    await write('org1.example.com/users/Keyless@org1.example.com/msp/signcerts/cert.pem', user.certificate);
    await write('org1.example.com/users/Keyless@org1.example.com/msp/keystore/.DS_Store', '');
    await writeUser('org1.example.com/users/Two@org1.example.com', {
      'signcerts/more.pem': user.certificate,
    });
    for (const [name, place] of [
      ['Keyless', 'keystore'],
      ['Two', 'signcerts'],
    ] as const) {
      const failure: unknown = await read({ mspId: 'Org1MSP', endpoint, user: name }).catch(
        (e: unknown) => e,
      );
      expect(failure).to.include({ code: 'ORGANIZATION_NOT_FOUND' });
      expect((failure as KonttiError).details['path']).to.match(new RegExp(`${name}@.*/msp/${place}$`));
    }
    // The profile says that this company has another MSP id.
    expect(await codeOf({ mspId: 'Org2MSP', endpoint })).to.equal('ORGANIZATION_NOT_FOUND');
    expect(await codeOf({ mspId: 'Org1MSP', endpoint, user: 'User9' })).to.equal('ORGANIZATION_NOT_FOUND');
    expect(await codeOf({ mspId: 'Org1MSP', domain: '../org1.example.com', endpoint })).to.equal(
      'ORGANIZATION_NOT_FOUND',
    );
  });
});
