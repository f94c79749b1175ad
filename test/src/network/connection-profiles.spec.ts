import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, KonttiError } from '@kontti/client-sdk';
import { startDevnet, type Devnet } from '@kontti/devnet';
import { expect } from 'chai';
import { runKonttiHere } from 'kontti/testing/kontti-command';

interface Peer {
  readonly url: string;
  readonly tlsCACerts: object;
  readonly grpcOptions?: object;
}

interface Profile {
  readonly client?: object;
  readonly organizations: Readonly<Record<string, object>>;
  readonly peers: Readonly<Record<string, Peer>>;
}

/** Forms that other tools write, made of what the devnet writes. */
const forms: Readonly<Record<string, (own: Profile, other: Profile, rootPem: string) => string>> = {
  'as-it-is.json': (own) => JSON.stringify(own),
  'yaml.yaml': (own) => `# JSON is YAML, but for this line\n${JSON.stringify(own)}`,
  'mark.json': (own) => `\ufeff${JSON.stringify(own)}`,
  'path.json': (own) => JSON.stringify(withRoots(own, { path: 'root.pem' })),
  'list.json': (own, _other, pem) => JSON.stringify(withRoots(own, { pem: [pem] })),
  'all-companies.json': (own, other) =>
    JSON.stringify({
      client: { organization: Object.keys(own.organizations)[0] },
      organizations: { ...other.organizations, ...own.organizations },
      peers: { ...other.peers, ...own.peers },
    }),
};

function withRoots(profile: Profile, tlsCACerts: object): Profile {
  const peers = Object.entries(profile.peers).map(([name, peer]) => [name, { ...peer, tlsCACerts }]);
  return { ...profile, peers: Object.fromEntries(peers) as Profile['peers'] };
}

describe('connection profiles of other tools', () => {
  let directory: string;
  let network: Devnet;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-profiles-'));
    network = await startDevnet({
      companies: ['org1', 'org2'].map((name) => ({
        mspId: `${name.replace('o', 'O')}MSP`,
        domain: `${name}.example.com`,
      })),
      directory: join(directory, 'organizations'),
    });
    const [own, other] = await Promise.all(['org1', 'org2'].map(readProfile));
    if (own === undefined || other === undefined) throw new Error('the devnet wrote no profiles');
    const rootPem = network.company('Org1MSP').tlsRootPem;
    await writeFile(join(directory, 'root.pem'), rootPem);
    for (const [name, make] of Object.entries(forms)) {
      await writeFile(join(directory, name), make(own, other, rootPem));
    }
  });

  after(async () => {
    await network.stop();
    await rm(directory, { recursive: true });
  });

  async function readProfile(name: string): Promise<Profile> {
    const folder = join(directory, 'organizations', 'peerOrganizations', `${name}.example.com`);
    return JSON.parse(await readFile(join(folder, `connection-${name}.json`), 'utf8')) as Profile;
  }

  for (const name of Object.keys(forms)) {
    it(`${name} leads the SDK and the admin's commands to the same peer`, async () => {
      const file = join(directory, name);
      const { admin } = network.company('Org1MSP');
      const { certificatePem: certificate, privateKeyPem: privateKey } = admin;
      const error: unknown = await connect({
        profile: file,
        mspId: 'Org1MSP',
        certificate,
        privateKey,
      }).catch((caught: unknown) => caught);
      // The peer answered: nothing is deployed there.
      expect(error).to.be.instanceOf(KonttiError).with.property('code', 'CHAINCODE_NOT_FOUND');
      const tree = join(directory, 'organizations', 'peerOrganizations', 'org1.example.com');
      const mspPath = join(tree, 'users', 'Admin@org1.example.com', 'msp');
      const profiled = ['--connectionProfile', file, '--msp-id', 'Org1MSP', '--msp-path', mspPath];
      const { exitCode, errors } = await runKonttiHere('chaincode', 'queryinstalled', ...profiled);
      expect(exitCode, errors).to.equal(0);
    });
  }
});
