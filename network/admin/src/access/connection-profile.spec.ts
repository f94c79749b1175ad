import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readConnectionProfile, readFolderProfile } from './connection-profile';

const yaml = `
name: all companies
client: { organization: Air }
organizations:
  Forwarder:
    mspid: ForwarderMSP
    peers: [peer0.forwarder.example.com]
  Air:
    mspid: AirMSP
    peers: [peer0.air.example.com, peer1.air.example.com]
peers:
  peer0.forwarder.example.com:
    url: grpcs://localhost:7051
    tlsCACerts: { pem: root of the forwarder }
  peer0.air.example.com:
    url: grpcs://localhost:9051/
    tlsCACerts: { path: roots/air.pem }
    grpcOptions: { hostnameOverride: peer0.air.example.com }
  peer1.air.example.com:
    url: grpcs://localhost:9053
    tlsCACerts: { pem: [first, second] }
    grpcOptions: { ssl-target-name-override: peer1.air.example.com }
`;

/** What it may say, and what is refused, is in `test/src/profiles`. */
describe('a connection profile', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-profile-'));
    await mkdir(join(folder, 'roots'));
    await writeFile(join(folder, 'roots', 'air.pem'), 'root of air');
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(content: string, name = 'connection.yaml'): Promise<string> {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  }

  it('names the company of client.organization and its own peers, or that with the MSP id', async () => {
    const file = await write(yaml);
    expect(await readConnectionProfile(file)).to.deep.equal({
      mspId: 'AirMSP',
      targets: [
        {
          ...{ mspId: 'AirMSP', endpoint: 'localhost:9051', tlsRootCertPem: 'root of air' },
          hostAlias: 'peer0.air.example.com',
        },
        {
          ...{ mspId: 'AirMSP', endpoint: 'localhost:9053', tlsRootCertPem: 'first\nsecond' },
          hostAlias: 'peer1.air.example.com',
        },
      ],
    });
    const forwarder = await readConnectionProfile(file, { mspId: 'ForwarderMSP' });
    expect(forwarder.targets.map(({ endpoint }) => endpoint)).to.deep.equal(['localhost:7051']);
  });

  it('is read as JSON behind a byte order mark, and in a folder from whichever form is there', async () => {
    const peer = { url: 'grpcs://localhost:1', tlsCACerts: { pem: 'root' } };
    const json = { organizations: { Org1: { mspid: 'Org1MSP' } }, peers: { peer0: peer } };
    await write('\ufeff' + JSON.stringify(json), 'connection-org1.json');
    await write(yaml, 'connection-org1.yaml');
    expect((await readFolderProfile(folder))?.mspId).to.equal('Org1MSP');
    await rm(join(folder, 'connection-org1.json'));
    expect((await readFolderProfile(folder))?.mspId).to.equal('AirMSP');
    await rm(join(folder, 'connection-org1.yaml'));
    expect(await readFolderProfile(folder)).to.equal(undefined);
  });
});
