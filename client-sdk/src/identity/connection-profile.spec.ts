import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KonttiError } from '../errors';
import { readConnectionProfile } from './connection-profile';

const YAML = `
name: all companies
client:
  organization: Air
organizations:
  Forwarder:
    mspid: ForwarderMSP
    peers: [peer0.forwarder.example.com]
  Air:
    mspid: AirMSP
    peers:
      - peer0.air.example.com
      - peer1.air.example.com
peers:
  peer0.forwarder.example.com:
    url: grpcs://localhost:7051
  peer0.air.example.com:
    url: grpcs://localhost:9051/
    tlsCACerts:
      path: roots/air.pem
    grpcOptions:
      hostnameOverride: peer0.air.example.com
  peer1.air.example.com:
    url: grpcs://localhost:9053
    tlsCACerts:
      pem:
        - first
        - second
`;

/** What a profile may say, and what is refused, is in `test/src/profiles`. */
describe('readConnectionProfile', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-profile-'));
    await writeFile(join(folder, 'air.pem'), 'root of air');
  });

  after(() => rm(folder, { recursive: true }));

  async function write(content: string, name = 'connection.yaml'): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  it('reads the company of client.organization with all its peers, in YAML', async () => {
    const profile = await readConnectionProfile(await write(YAML.replace('roots/air.pem', 'air.pem')));
    expect(profile.ownMspId).to.equal('AirMSP');
    expect(await profile.readCompany({})).to.deep.equal({
      mspId: 'AirMSP',
      peers: [
        {
          name: 'peer0.air.example.com',
          endpoint: 'grpcs://localhost:9051',
          tlsRootCertificate: Buffer.from('root of air'),
          hostAlias: 'peer0.air.example.com',
        },
        {
          name: 'peer1.air.example.com',
          endpoint: 'grpcs://localhost:9053',
          tlsRootCertificate: ['first', 'second'],
        },
      ],
    });
  });

  it('reads another company of the same file by its MSP id', async () => {
    const profile = await readConnectionProfile(await write(YAML));
    const { mspId, peers } = await profile.readCompany({ mspId: 'ForwarderMSP' });
    expect([mspId, peers.map(({ endpoint }) => endpoint)]).to.deep.equal([
      'ForwarderMSP',
      ['grpcs://localhost:7051'],
    ]);
  });

  it('says which companies the file has, where the one that is asked for is none of them', async () => {
    const foundOf = async (content: string, choice: object): Promise<unknown> => {
      const profile = await readConnectionProfile(await write(content));
      return await profile.readCompany(choice).catch((error: KonttiError) => error.details['found']);
    };
    expect(await foundOf(YAML, { mspId: 'RetailMSP' })).to.deep.equal(['ForwarderMSP', 'AirMSP']);
    const unnamed = YAML.replace('mspid: AirMSP', 'mspid: 5').replace('organization: Air', 'organization: 5');
    expect(await foundOf(unnamed, {})).to.deep.equal(['ForwarderMSP', 'Air']);
    expect(await foundOf('peers: {}', {})).to.deep.equal([]);
    const profile = await readConnectionProfile(await write(YAML.replace('organization: Air', 'name: x')));
    expect(profile.ownMspId).to.equal(undefined);
  });

  it('takes the name in a certificate and the place of roots as profiles have them', async () => {
    const peerOf = async (change: (text: string) => string) => {
      const profile = await readConnectionProfile(await write(change(YAML)));
      return (await profile.readCompany({})).peers[0];
    };
    const absolute = (text: string) => text.replace('roots/air.pem', join(folder, 'air.pem'));
    expect((await peerOf(absolute))?.tlsRootCertificate).to.deep.equal(Buffer.from('root of air'));
    for (const [options, hostAlias] of [
      ['ssl-target-name-override: first', 'first'],
      ['hostnameOverride: second', 'second'],
      ['ssl-target-name-override: first\n      hostnameOverride: second', 'first'],
    ] as const) {
      const peer = await peerOf((text) =>
        absolute(text).replace('hostnameOverride: peer0.air.example.com', options),
      );
      expect(peer?.hostAlias, options).to.equal(hostAlias);
    }
  });

  it('needs no list of peers where there is only one company, and passes over a mark at the start', async () => {
    const content = {
      organizations: { Org1: { mspid: 'Org1MSP' } },
      peers: { peer0: { url: 'grpcs://localhost:7051' } },
    };
    const path = await write(`\uFEFF${JSON.stringify(content)}`, 'connection.json');
    const { peers } = await (await readConnectionProfile(path)).readCompany({});
    expect(peers).to.deep.equal([{ name: 'peer0', endpoint: 'grpcs://localhost:7051' }]);
  });
});
