import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createTestAuthority,
  type CertifiedKey,
  type TestAuthority,
} from '@kontti/client-sdk/testing/certificates';
import { expect } from 'chai';
import { profileCases, type Outcome, type Outcomes, type Roots } from './profile-cases';
import { readByAdmin, readBySdk } from './readers';

const both = (expected: Outcome | Outcomes): Outcomes =>
  typeof expected === 'object' && 'sdk' in expected ? expected : { sdk: expected, admin: expected };

describe('the SDK and the commands of admins', () => {
  let directory: string;
  let authority: TestAuthority;
  let user: CertifiedKey;
  let roots: Roots;

  before(async () => {
    authority = await createTestAuthority('first');
    user = await authority.issue({ commonName: 'Admin' });
    roots = { first: authority.certificate, second: (await createTestAuthority('second')).certificate };
  });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-readers-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  async function write(path: string, content: string): Promise<string> {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  async function writeMsp(folder: string): Promise<string> {
    await write(`${folder}/signcerts/cert.pem`, user.certificate);
    await write(`${folder}/keystore/priv_sk`, user.privateKey);
    return join(directory, folder);
  }

  for (const group of ['form', 'company', 'endpoint', 'roots']) {
    it(`read the same of a connection profile: ${group}`, async () => {
      const msp = await writeMsp('msp');
      await write('first.pem', roots.first);
      await write('marked.pem', `\ufeff${roots.first}`);
      const cases = profileCases(roots)[group] ?? [];
      expect(cases).not.to.have.length(0);
      for (const { name, content, mspId, expected } of cases) {
        const profile =
          typeof content === 'string'
            ? await write('connection.yaml', content)
            : await write('connection.json', JSON.stringify(content));
        const source = { profile, msp, ...user };
        const choice = { mspId, roots };
        const found = { sdk: await readBySdk(source, choice), admin: await readByAdmin(source, choice) };
        expect(found, name).to.deep.equal(both(expected));
      }
    });
  }

  async function writeTree(tree: string): Promise<void> {
    const companies = `${tree}/peerOrganizations`;
    await write(`${companies}/README.md`, 'no company');
    for (const name of ['org1', 'org2', 'org3', 'org4', 'org5']) {
      const folder = `${companies}/${name}.example.com`;
      await writeMsp(`${folder}/users/Admin@${name}.example.com/msp`);
      await write(`${folder}/peers/peer0.${name}.example.com/tls/ca.crt`, roots.second);
    }
    // Neither roots nor names: they are in the peer's own folder, and are its name.
    const bare = (name: string, mspid: string): string => {
      const peers = { [`peer0.${name}.example.com`]: { url: 'grpcs://localhost:9051' } };
      return JSON.stringify({ organizations: { [name]: { mspid } }, peers });
    };
    await write(`${companies}/org2.example.com/connection-org2.json`, bare('org2', 'SecondMSP'));
    await write(`${companies}/org2.example.com/connection-org2.yaml`, 'organizations: {');
    await write(`${companies}/org3.example.com/connection-org3.yaml`, 'organizations: {');
    const several = {
      organizations: {
        Org4: { mspid: 'Org4MSP', peers: ['first'] },
        Other: { mspid: 'OtherMSP', peers: ['second'] },
      },
      peers: { first: { url: 'grpc://localhost:1' }, second: { url: 'grpc://localhost:2' } },
    };
    await write(`${companies}/org4.example.com/connection-org4.json`, JSON.stringify(several));
    await write(`${companies}/org5.example.com/connection-org5.json`, bare('org5', 'FifthMSP'));
    await write(
      `${companies}/org5.example.com/users/Admin@org5.example.com/msp/signcerts/old.pem`,
      user.certificate,
    );
  }

  for (const tree of ['organizations', 'crypto-config']) {
    it(`read the same of a tree ${tree}/`, async () => {
      await writeTree(tree);
      const second: Outcome = {
        mspId: 'SecondMSP',
        peers: [{ address: 'localhost:9051', roots: ['second'], name: 'peer0.org2.example.com' }],
      };
      const plain = (mspId: string, port: number): Outcome => ({
        mspId,
        peers: [{ address: `localhost:${port}`, roots: undefined, name: undefined }],
      });
      const unknown = { sdk: 'ORGANIZATION_NOT_FOUND', admin: 'COMPANY_UNKNOWN' };
      const cases: readonly (readonly [{ mspId?: string; domain?: string }, Outcomes])[] = [
        [{ mspId: 'SecondMSP' }, both(second)],
        [{ domain: 'org2.example.com' }, both(second)],
        // Its profile says that it has another one.
        [{ mspId: 'Org2MSP' }, unknown],
        [{ mspId: 'Org9MSP' }, unknown],
        // No profile says where its peers are.
        [{ mspId: 'Org1MSP' }, { sdk: 'OPTIONS_INVALID', admin: 'ARGUMENT_INVALID' }],
        // Its own profile is broken, and is not passed over.
        [{ mspId: 'Org3MSP' }, both('')],
        [{ domain: 'org3.example.com' }, both('')],
        [{ mspId: 'Org4MSP' }, both(plain('Org4MSP', 1))],
        [{ domain: 'org4.example.com', mspId: 'OtherMSP' }, both(plain('OtherMSP', 2))],
        [{ domain: 'org4.example.com' }, { sdk: 'OPTIONS_INVALID', admin: 'organizations' }],
        [{ domain: 'org4.example.com', mspId: 'Org9MSP' }, both('organizations')],
        // Two certificates, of which nobody knows which one counts.
        [{ mspId: 'FifthMSP' }, { sdk: 'ORGANIZATION_NOT_FOUND', admin: 'ORGANIZATION_INVALID' }],
      ];
      for (const [{ mspId, domain }, expected] of cases) {
        const source = {
          directory,
          tree: join(directory, tree),
          ...(domain === undefined ? {} : { domain }),
        };
        const choice = { mspId, roots };
        const found = { sdk: await readBySdk(source, choice), admin: await readByAdmin(source, choice) };
        expect(found, JSON.stringify({ mspId, domain })).to.deep.equal(expected);
      }
    });
  }
});
