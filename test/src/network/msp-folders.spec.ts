import { findFabricBinaries } from '@kontti/fabric-runner';
import { readMspMaterial } from '@kontti/fabric-admin/channel';
import { examineCompany } from '@kontti/fabric-admin/doctor';
import { NetworkError, systemClock } from '@kontti/fabric-protocol/base';
import { createCompanyAuthority, writeOrganizations } from '@kontti/fabric-protocol/certificates';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const domain = 'org1.example.com';

/** How Fabric's own programs set up an MSP of such a folder: `drops` is what they take and leave a part of out. */
type Verdict = 'takes' | 'refuses' | 'drops';

interface FolderCase {
  readonly name: string;
  readonly peer: Verdict;
  /** Changes the folder; it has cacerts/ca.pem, tlscacerts/tls.pem, signcerts and keystore, and NodeOUs. */
  readonly change: (directory: string) => Promise<void>;
}

interface Units {
  readonly roles?: Readonly<Record<string, string>>;
  readonly certificate?: string;
  readonly more?: readonly string[];
}

/** The text of a config.yaml; roles by section. */
function configYaml({ roles = {}, certificate = 'cacerts/ca.pem', more = [] }: Units = {}): string {
  const units = { Client: 'client', Peer: 'peer', Admin: 'admin', Orderer: 'orderer', ...roles };
  return [
    'NodeOUs:',
    '  Enable: true',
    ...Object.entries(units).flatMap(([section, unit]) => [
      `  ${section}OUIdentifier:`,
      `    Certificate: ${certificate}`,
      `    OrganizationalUnitIdentifier: ${unit}`,
    ]),
    ...more,
    '',
  ].join('\n');
}

const config =
  (text: string) =>
  (directory: string): Promise<void> =>
    writeFile(join(directory, 'config.yaml'), text);

const identifiers = (unit: string, certificate: string): readonly string[] => [
  'OrganizationalUnitIdentifiers:',
  `  - Certificate: ${certificate}`,
  `    OrganizationalUnitIdentifier: ${unit}`,
];

/** What the folder demands of members must reach the channel. */
const demandingUnits = 'units that members must have';

const cases: readonly FolderCase[] = [
  { name: 'as it is made', peer: 'takes', change: config(configYaml()) },
  {
    name: 'units without authorities',
    peer: 'takes',
    change: config(configYaml().replaceAll(/ {4}Certificate.*\n/g, '')),
  },
  { name: 'a unit of another name', peer: 'takes', change: config(configYaml({ roles: { Peer: 'node' } })) },
  {
    name: demandingUnits,
    peer: 'takes',
    change: config(configYaml({ more: identifiers('admin', 'cacerts/ca.pem') })),
  },
  {
    name: 'such a unit of a file that is not there',
    peer: 'refuses',
    change: config(configYaml({ more: identifiers('admin', 'cacerts/absent.pem') })),
  },
  {
    name: 'such a unit of an authority that is none of the company',
    peer: 'refuses',
    change: config(configYaml({ more: identifiers('admin', 'tlscacerts/tls.pem') })),
  },
  {
    name: 'roles of an authority that is none of the company',
    peer: 'refuses',
    change: config(configYaml({ certificate: 'tlscacerts/tls.pem' })),
  },
  {
    name: 'roles of a file that is not there',
    peer: 'drops',
    change: config(configYaml({ certificate: 'cacerts/absent.pem' })),
  },
  {
    name: 'a section of another spelling',
    peer: 'drops',
    change: config(`${configYaml()}OUIdentifiers: []\n`),
  },
  {
    name: 'no config.yaml, and no admins',
    peer: 'refuses',
    change: (directory) => rm(join(directory, 'config.yaml')),
  },
  {
    name: 'units that are not enabled, and no admins',
    peer: 'refuses',
    change: config(configYaml().replace('true', 'false')),
  },
  { name: 'a config.yaml that is none', peer: 'refuses', change: config('NodeOUs: [') },
  {
    name: 'two authorities in one file',
    peer: 'drops',
    change: async (directory) => {
      await config(configYaml().replaceAll(/ {4}Certificate.*\n/g, ''))(directory);
      const tls = await readFile(join(directory, 'tlscacerts', 'tls.pem'), 'utf8');
      const ca = join(directory, 'cacerts', 'ca.pem');
      await writeFile(ca, `${await readFile(ca, 'utf8')}${tls}`);
    },
  },
  {
    name: 'a file beside the authorities',
    peer: 'drops',
    change: (directory) => writeFile(join(directory, 'cacerts', 'README'), 'no certificate'),
  },
  {
    name: 'a member among the authorities',
    peer: 'refuses',
    change: async (directory) => {
      const [name = ''] = await readdir(join(directory, 'signcerts'));
      await cp(join(directory, 'signcerts', name), join(directory, 'cacerts', 'member.pem'));
    },
  },
  {
    name: 'an admin of another authority',
    peer: 'refuses',
    change: async (directory) => {
      const other = await createCompanyAuthority({
        ...{ mspId: 'Org1MSP', domain, clock: systemClock, randomBytes },
      });
      const { certificatePem } = await other.issueIdentity({ commonName: 'foreign', role: 'admin' });
      await mkdir(join(directory, 'admincerts'), { recursive: true });
      await writeFile(join(directory, 'admincerts', 'foreign.pem'), certificatePem);
    },
  },
  {
    name: 'an authority behind a byte order mark',
    peer: 'refuses',
    change: async (directory) => {
      const ca = join(directory, 'cacerts', 'ca.pem');
      await writeFile(ca, `\ufeff${await readFile(ca, 'utf8')}`);
    },
  },
  {
    name: 'a folder that nobody reads',
    peer: 'drops',
    change: async (directory) => {
      await mkdir(join(directory, 'crl'));
    },
  },
];

/** A key of the keystore that Fabric's programs do not find, and OpenSSL does: nothing that verifies asks for it. */
const keyCase = 'a key behind EC PARAMETERS';

async function hideKey(directory: string): Promise<void> {
  const file = join(directory, 'keystore', 'priv_sk');
  const key = createPrivateKey(await readFile(file))
    .export({ type: 'sec1', format: 'pem' })
    .toString();
  await writeFile(
    file,
    `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${key}`,
  );
}

describe('MSP folders', () => {
  let root: string;
  let made: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'kontti-msp-'));
    const authority = await createCompanyAuthority({
      ...{ mspId: 'Org1MSP', domain, clock: systemClock, randomBytes },
    });
    await writeOrganizations({
      directory: join(root, 'organizations'),
      peerOrganizations: [{ authority, nodes: [] }],
    });
    made = join(root, 'made');
    const admin = ['peerOrganizations', domain, 'users', `Admin@${domain}`, 'msp'];
    await cp(join(root, 'organizations', ...admin), made, { recursive: true });
    for (const folder of ['cacerts', 'tlscacerts', 'admincerts']) {
      await rm(join(made, folder), { recursive: true, force: true });
    }
    await mkdir(join(made, 'cacerts'));
    await mkdir(join(made, 'tlscacerts'));
    await writeFile(join(made, 'cacerts', 'ca.pem'), authority.mspConfig.rootCerts.join(''));
    await writeFile(join(made, 'tlscacerts', 'tls.pem'), authority.mspConfig.tlsRootCerts.join(''));
    await config(configYaml())(made);
  });

  after(() => rm(root, { recursive: true, force: true }));

  async function folderOf(name: string, change: (directory: string) => Promise<void>): Promise<string> {
    const directory = join(root, name.replaceAll(/[^a-z]/g, '-'));
    await cp(made, directory, { recursive: true });
    await change(directory);
    return directory;
  }

  for (const { name, peer, change } of cases) {
    it(`${name}: ${peer === 'takes' ? 'is read in whole' : 'is refused'}, where a peer ${peer} it`, async () => {
      const directory = await folderOf(name, change);
      const outcome = await readMspMaterial({ directory, mspId: 'Org1MSP' }).then(
        ({ organizationalUnitIdentifiers = [] }) => {
          expect(organizationalUnitIdentifiers.length > 0).to.equal(name === demandingUnits);
          return 'read';
        },
        (error: unknown) => {
          if (!(error instanceof NetworkError)) throw error;
          return error.code;
        },
      );
      if (peer === 'takes') expect(outcome).to.equal('read');
      else expect(outcome).to.be.oneOf(['ORGANIZATION_INVALID', 'DIRECTORY_UNUSABLE']);
    });
  }

  /** What a look at an admin's folder finds not right with it; its peer is away. */
  async function faultsOf(directory: string): Promise<readonly string[]> {
    const roots = join(root, 'made', 'tlscacerts', 'tls.pem');
    const access = {
      mspId: 'Org1MSP',
      mspPath: directory,
      peerAddresses: ['127.0.0.1:1'],
      tlsRootCertFiles: [roots],
    };
    const findings = await examineCompany({
      access: { ...access, env: {} },
      channelId: 'mychannel',
      nowMs: systemClock.nowMs(),
    });
    const ofFiles = ['folder', 'certificate', 'chain', 'key', 'node-ous'];
    return findings
      .filter(({ check, status }) => ofFiles.includes(check) && ['problem', 'warning'].includes(status))
      .map(({ check, message }) => `${check}: ${message}`);
  }

  it('have something that is not right where a peer refuses them, and nothing where it takes them', async () => {
    const all = [...cases, { name: keyCase, peer: 'refuses' as const, change: hideKey }];
    for (const { name, peer, change } of all) {
      const faults = await faultsOf(await folderOf(`${name} looked at`, change));
      if (peer === 'takes') expect(faults, name).to.deep.equal([]);
      if (peer === 'refuses') expect(faults, name).not.to.deep.equal([]);
    }
  });

  it('are taken and refused so by the peer command that is here', async function () {
    this.timeout(300_000);
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
    const binaries = await findFabricBinaries(process.env);
    const settings = join(root, 'settings');
    await mkdir(settings, { recursive: true });
    await writeFile(
      join(settings, 'core.yaml'),
      'peer: { localMspType: bccsp, BCCSP: { Default: SW, SW: { Hash: SHA2, Security: 256 } } }\n',
    );
    const all = [...cases, { name: keyCase, peer: 'refuses' as const, change: hideKey }];
    for (const { name, peer, change } of all) {
      const directory = await folderOf(`${name} again`, change);
      const env = {
        PATH: process.env['PATH'],
        FABRIC_CFG_PATH: settings,
        CORE_PEER_LOCALMSPID: 'Org1MSP',
        CORE_PEER_MSPCONFIGPATH: directory,
        CORE_PEER_ADDRESS: '127.0.0.1:1',
        CORE_PEER_CLIENT_CONNTIMEOUT: '100ms',
      };
      const said = await promisify(execFile)(binaries.path('peer'), ['channel', 'list'], { env }).then(
        ({ stderr }) => stderr,
        (error: unknown) => String((error as { stderr?: string }).stderr),
      );
      // It ends before it looks for the peer when the MSP cannot be set up.
      const isRefused = /Cannot run peer because/.test(said);
      expect(isRefused, `${name}: ${said.slice(0, 300)}`).to.equal(peer === 'refuses');
    }
  });
});
