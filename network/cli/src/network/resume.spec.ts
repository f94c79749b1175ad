import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readAdministrations } from '@kontti/fabric-admin/access';
import { connectClient, textOf, type TestClient } from '@kontti/devnet/testing/gateway-client';
import { runKontti, startKontti, type RunningKontti } from '../testing/kontti-command';
import { writeNoteChaincode } from '../testing/note-chaincode';

describe('kontti network up --data', () => {
  let directory: string;
  let chaincode: string;
  let network: RunningKontti | undefined;
  let client: TestClient | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-data-'));
    chaincode = await writeNoteChaincode('one');
  });

  afterEach(async () => {
    client?.[Symbol.dispose]();
    network?.child.kill();
    await network?.ended;
    await rm(directory, { recursive: true, force: true });
    await rm(chaincode, { recursive: true, force: true });
  });

  async function up(...args: string[]): Promise<Record<string, unknown>> {
    const place = ['--dir', directory, '--data', join(directory, 'data'), '--json'];
    network = startKontti('network', 'up', '--batch-messages', '1', ...place, ...args);
    return network.next();
  }

  async function runNetwork(...args: string[]): Promise<Record<string, unknown>> {
    const { exitCode, output, errors } = await runKontti('network', ...args, '--dir', directory, '--json');
    expect(exitCode, errors).to.equal(0);
    return JSON.parse(output) as Record<string, unknown>;
  }

  async function down(): Promise<string> {
    await runKontti('network', 'down', '--dir', directory);
    return (await network?.ended)?.errors ?? '';
  }

  async function connectAdmin(): Promise<TestClient> {
    const [company] = await readAdministrations(directory);
    if (company === undefined) throw new Error('no company');
    const { target } = company;
    const admin = 'Admin@a.example.com';
    const msp = join(directory, 'organizations', 'peerOrganizations', 'a.example.com', 'users', admin, 'msp');
    return connectClient({
      channelId: 'mychannel',
      chaincode: 'note',
      company: {
        endpoint: target.endpoint,
        tlsRootPem: target.tlsRootCertPem ?? '',
        peerHostAlias: target.hostAlias ?? '',
      },
      identity: {
        mspId: 'AMSP',
        commonName: admin,
        role: 'admin',
        certificatePem: await readFile(join(msp, 'signcerts', `${admin}-cert.pem`), 'utf8'),
        privateKeyPem: await readFile(join(msp, 'keystore', 'priv_sk'), 'utf8'),
      },
    });
  }

  it('goes on with its companies, ports and the chaincode that it ran, for clients that were there before', async () => {
    const companies = ['--companies', 'AMSP=a.example.com,BMSP=b.example.com'];
    const first = await up(...companies, '--peer-port', '0');
    const deploy = ['chaincode', 'deploy', '--name', 'note', '--path', chaincode, '--dir', directory];
    const deployed = await runKontti(...deploy);
    expect(deployed.exitCode, deployed.errors).to.equal(0);
    client = await connectAdmin();
    expect(textOf(await client.contract.submitTransaction('Put', 'a', 'kept'))).to.equal('one');
    await down();

    const second = await up();
    expect(second['companies']).to.deep.equal(first['companies']);
    expect(textOf(await client.contract.evaluateTransaction('Get', 'a'))).to.equal('kept');
    expect(textOf(await client.contract.submitTransaction('Put', 'a', 'on'))).to.equal('one');
    await down();

    const other = await runKontti(
      ...['network', 'up', '--dir', directory, '--data', join(directory, 'data')],
      ...['--companies', 'CMSP'],
    );
    expect([other.exitCode, other.errors.trim().split('\n').length]).to.deep.equal([1, 1]);
    expect(other.errors).to.contain('CMSP');

    await rm(chaincode, { recursive: true });
    await up();
    const status = await runKontti('network', 'status', '--dir', directory, '--json');
    expect((JSON.parse(status.output) as { chaincode: unknown[] }).chaincode).to.deep.equal([]);
    const said = (await down()).split('\n').filter((line) => line.includes("'note'"));
    expect(said).to.have.length(2);
  });

  it('goes back to a snapshot, with the chaincode that ran then, also after a restart', async () => {
    const later = await writeNoteChaincode('two');
    try {
      await up('--companies', 'AMSP=a.example.com', '--peer-port', '0');
      const deploy = ['chaincode', 'deploy', '--name', 'note', '--dir', directory];
      expect((await runKontti(...deploy, '--path', chaincode)).exitCode).to.equal(0);
      const taken = await runNetwork('snapshot', 'deployed');
      client = await connectAdmin();
      await client.contract.submitTransaction('Put', 'a', 'value');
      expect((await runKontti(...deploy, '--path', later, '--version', '2')).exitCode).to.equal(0);
      expect(textOf(await client.contract.submitTransaction('Put', 'a', 'value'))).to.equal('two');
      await down();

      await up();
      expect(await runNetwork('snapshot', '--list')).to.deep.equal({
        event: 'snapshots',
        snapshots: [{ id: 'deployed', height: taken['height'] }],
      });
      expect(await runNetwork('revert', 'deployed')).to.include({
        event: 'reverted',
        height: taken['height'],
      });
      expect(textOf(await client.contract.evaluateTransaction('Get', 'a'))).to.equal('');
      expect(textOf(await client.contract.submitTransaction('Put', 'a', 'again'))).to.equal('one');
      await runNetwork('snapshot', '--drop', 'deployed');
      const unknown = await runKontti('network', 'revert', 'deployed', '--dir', directory);
      expect([unknown.exitCode, unknown.errors.trim().split('\n').length]).to.deep.equal([1, 1]);
    } finally {
      await rm(later, { recursive: true });
    }
  });
});
