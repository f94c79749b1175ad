import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, findFreePort, createManualClock } from '@kontti/fabric-protocol/base';
import type { Devnet } from '@kontti/devnet/devnet';
import { startKeeperDevnet } from '@kontti/devnet/testing/keeper-devnet';
import { examineCompany, type ExamineOptions, type Finding } from '@kontti/fabric-admin/doctor';

const company = 'Org1MSP';

describe('a look at a network', () => {
  let directory: string;
  let devnet: Devnet;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
    devnet = await startKeeperDevnet({
      directory: join(directory, 'organizations'),
      batch: { messagesMax: 1 },
    });
  });

  afterEach(() => devnet.faults.endAll());

  after(async () => {
    await devnet.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const examine = (
    access: Partial<ExamineOptions['access']> = {},
    rest: Partial<ExamineOptions> = {},
  ): Promise<readonly Finding[]> =>
    examineCompany({
      access: { dir: directory, company, env: {}, ...access },
      channelId: 'mychannel',
      nowMs: systemClock.nowMs(),
      ...rest,
    });

  /** What is not right, as check and status. */
  async function found(...options: Parameters<typeof examine>): Promise<readonly string[]> {
    const findings = await examine(...options);
    return findings
      .filter(({ status }) => status === 'problem' || status === 'warning')
      .map(({ check, status }) => `${check} ${status}`);
  }

  it('finds nothing where all is well, and says what it could not look at', async () => {
    const findings = await examine();
    expect(findings.filter(({ status }) => status !== 'ok').map(({ check }) => check)).to.deep.equal([
      'discovery',
      'anchors',
      'code',
    ]);
    const looked = new Set(findings.filter(({ status }) => status === 'ok').map(({ check }) => check));
    expect([...looked].toSorted()).to.deep.equal(
      [
        'certificate',
        'chain',
        'chaincode',
        'channel',
        'clock',
        'folder',
        'gateway',
        'key',
        'node-ous',
      ].concat(['orderers', 'tls', 'versions']),
    );
  });

  it('finds a wrong host alias, a wrong root, and both', async () => {
    const { endpoint } = devnet.company(company);
    expect(await found({ peerAddresses: [endpoint], hostAlias: 'peer9.org1.example.com' })).to.deep.equal([
      'tls problem',
    ]);
    const tlsca = join(directory, 'organizations', 'peerOrganizations', 'org2.example.com', 'tlsca');
    const root = join(tlsca, 'tlsca.org2.example.com-cert.pem');
    expect(await found({ peerAddresses: [endpoint], tlsRootCertFiles: [root] })).to.deep.equal([
      'tls problem',
    ]);
    expect(
      await found({ peerAddresses: [endpoint], tlsRootCertFiles: [root], hostAlias: 'elsewhere' }),
    ).to.deep.equal(['tls problem', 'tls problem']);
  });

  it('finds an endpoint at which nothing answers, and one that speaks no TLS', async () => {
    expect(await found({ peerAddresses: [`localhost:${await findFreePort()}`] })).to.deep.equal([
      'tls problem',
    ]);
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      expect(await found({ peerAddresses: [`localhost:${port}`] })).to.deep.equal(['tls problem']);
    } finally {
      server.close();
    }
  });

  it('finds a channel that was not joined', async () => {
    expect(await found({}, { channelId: 'otherchannel' })).to.deep.equal(['channel problem']);
  });

  it("finds an identity that the peer does not know as its company's", async () => {
    const mspPath = join(
      ...[
        directory,
        'organizations',
        'peerOrganizations',
        'org2.example.com',
        'users',
        'Admin@org2.example.com',
        'msp',
      ],
    );
    const { endpoint, tlsRootPem } = devnet.company(company);
    const root = join(directory, 'root.pem');
    await writeFile(root, tlsRootPem);
    const access = { dir: undefined, company: undefined, mspPath, mspId: company };
    expect(await found({ ...access, peerAddresses: [endpoint], tlsRootCertFiles: [root] })).to.deep.equal([
      'channel problem',
    ]);
  });

  it('looks at TLS alone without a key', async () => {
    const users = join(directory, 'organizations', 'peerOrganizations', 'org1.example.com', 'users');
    const key = join(users, 'Admin@org1.example.com', 'msp', 'keystore', 'priv_sk');
    const text = await readFile(key, 'utf8');
    await rm(key);
    try {
      const findings = await examine();
      const skipped = findings.filter(({ status }) => status === 'skipped').map(({ check }) => check);
      expect(skipped).to.deep.equal(['key', 'channel']);
      expect(findings.find(({ check }) => check === 'tls')).to.have.property('status', 'ok');
    } finally {
      await writeFile(key, text, { mode: 0o600 });
    }
  });

  it('finds a company whose peers cannot be reached', async () => {
    await devnet.faults.companyDown({ mspId: 'Org2MSP' });
    expect(await found()).to.deep.equal(['gateway warning']);
  });

  it('finds a chaincode that is not committed, does not run, or was not approved', async () => {
    expect(await found({}, { chaincode: 'other' })).to.deep.equal(['chaincode problem']);
    const address = `127.0.0.1:${await findFreePort()}`;
    await devnet.deployChaincode({ name: 'absent', address });
    expect(await found({}, { callTimeoutMs: 1_000 })).to.deep.equal(['chaincode problem']);
    expect(await found({}, { chaincode: 'keeper' })).to.deep.equal([]);
  });
});

describe("a look at a network's clocks", () => {
  const minuteMs = 60_000;
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const clocks = async (aheadMs: number): Promise<readonly string[]> => {
    const clock = createManualClock({ nowMs: systemClock.nowMs() });
    await using devnet = await startKeeperDevnet({ clock, directory: join(directory, 'organizations') });
    clock.advance(aheadMs);
    const findings = await examineCompany({
      access: { dir: directory, company, env: {} },
      channelId: devnet.channelId,
      nowMs: systemClock.nowMs(),
    });
    return findings.filter(({ check }) => check === 'clock').map(({ status }) => status);
  };

  it('finds one that is some minutes off', async () => {
    expect(await clocks(5 * minuteMs)).to.deep.equal(['warning']);
  });

  it('finds one that is so far off that nothing is taken', async () => {
    expect(await clocks(20 * minuteMs)).to.deep.equal(['problem']);
  });
});
