import { createPrivateKey } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, signers } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { readAdministrations } from '@kontti/fabric-admin/access';
import {
  runKontti as run,
  startKontti as start,
  type RunningKontti as Running,
} from './testing/kontti-command';
import { writeNoteChaincode } from './testing/note-chaincode';

describe('kontti', () => {
  let directory: string;
  let network: Running | undefined;

  function up(...args: string[]): Running {
    network = start(
      'network',
      'up',
      '--dir',
      directory,
      '--peer-port',
      '0',
      '--batch-messages',
      '1',
      '--json',
      ...args,
    );
    return network;
  }

  /** Submits through the first company's gateway with the official client, and returns the chaincode's answer. */
  async function submit(chaincodeName: string, ...args: string[]): Promise<string> {
    const [company] = await readAdministrations(directory);
    if (company === undefined) throw new Error('No company.');
    const { target } = company;
    const user = join(
      directory,
      'organizations',
      'peerOrganizations',
      'org1.example.com',
      'users',
      'User1@org1.example.com',
    );
    const certificate = await readFile(join(user, 'msp', 'signcerts', 'User1@org1.example.com-cert.pem'));
    const key = createPrivateKey(await readFile(join(user, 'msp', 'keystore', 'priv_sk')));
    const client = new Client(
      target.endpoint,
      credentials.createSsl(Buffer.from(target.tlsRootCertPem ?? '')),
      {
        'grpc.ssl_target_name_override': target.hostAlias ?? '',
      },
    );
    const gateway = connect({
      client,
      identity: { mspId: target.mspId, credentials: certificate },
      signer: signers.newPrivateKeySigner(key),
    });
    try {
      const contractOnChannel = gateway.getNetwork('mychannel').getContract(chaincodeName);
      return Buffer.from(await contractOnChannel.submitTransaction('Put', ...args)).toString();
    } finally {
      gateway.close();
      client.close();
    }
  }

  async function statusOf(): Promise<readonly { path: string }[]> {
    const { output } = await run('network', 'status', '--dir', directory, '--json');
    return (JSON.parse(output) as { chaincode: { path: string }[] }).chaincode;
  }

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-cli-'));
  });

  afterEach(async () => {
    network?.child.kill();
    await network?.ended;
    network = undefined;
    await rm(directory, { recursive: true, force: true });
  });

  it('explains itself', async () => {
    for (const args of [['--help'], ['network', 'up', '--help'], ['chaincode', 'deploy', '--help']]) {
      const { exitCode, output } = await run(...args);
      expect(exitCode).to.equal(0);
      expect(output).to.contain('kontti');
    }
  });

  it('brings a network up, deploys and upgrades chaincode on it, and takes it down', async () => {
    const running = up();
    const ready = await running.next();
    expect(ready['event']).to.equal('ready');
    expect(ready['channelId']).to.equal('mychannel');
    const stateFile = join(directory, 'organizations', '.kontti', 'network.json');
    if (process.platform !== 'win32') expect((await stat(stateFile)).mode & 0o777).to.equal(0o600);
    const { token } = JSON.parse(await readFile(stateFile, 'utf8')) as { token: string };
    expect(JSON.stringify(ready)).not.to.contain(token);

    const first = await writeNoteChaincode('one');
    const second = await writeNoteChaincode('two');
    try {
      const deploy = ['chaincode', 'deploy', '--name', 'note', '--dir', directory, '--json'];
      const deployed = await run(...deploy, '--path', first);
      expect(deployed.exitCode, deployed.errors).to.equal(0);
      const events = deployed.output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(events.map((entry) => entry['event'])).to.deep.equal(['packaged', 'packaged', 'committed']);
      expect(events[2]?.['sequence']).to.equal(1);
      expect(await submit('note', 'a', '1')).to.equal('one');

      const upgraded = await run(...deploy, '--path', second, '--version', '2.0');
      expect(upgraded.exitCode, upgraded.errors).to.equal(0);
      expect(await submit('note', 'a', '2')).to.equal('two');

      expect((await statusOf()).map((entry) => entry.path)).to.deep.equal([second, second]);

      const broken = await writeNoteChaincode('broken');
      await writeFile(join(broken, 'index.js'), "throw new Error('broken on purpose');");
      const failed = await run(...deploy, '--path', broken);
      await rm(broken, { recursive: true, force: true });
      expect(failed.exitCode).to.equal(1);
      expect(failed.errors).to.contain('broken on purpose');
      expect((await statusOf()).map((entry) => entry.path)).to.deep.equal([second, second]);
      expect(await submit('note', 'a', '3')).to.equal('two');

      const again = await run('network', 'up', '--dir', directory, '--peer-port', '0');
      expect(again.exitCode).to.equal(1);
      expect(again.errors.trim().split('\n')).to.have.length(1);
    } finally {
      await rm(first, { recursive: true, force: true });
      await rm(second, { recursive: true, force: true });
    }
    const down = await run('network', 'down', '--dir', directory, '--json');
    expect(down.exitCode, down.errors).to.equal(0);
    expect((await running.ended).exitCode).to.equal(0);
    expect((await run('network', 'status', '--dir', directory)).exitCode).to.equal(1);
  });

  it('prints the package id of a chaincode that runs elsewhere, and commits it before it runs', async () => {
    await up('--companies', 'AMSP,BMSP,CMSP', '--channel', 'freight').next();
    const deployed = await run(
      ...['chaincode', 'deploy', '--name', 'later', '--address', '127.0.0.1:9', '--dir', directory, '--json'],
      ...['--endorsement-plugin', 'ours'],
      ...['--signature-policy', "OutOf(2, 'AMSP.peer', 'BMSP.peer', 'CMSP.peer')"],
    );
    expect(deployed.exitCode, deployed.errors).to.equal(0);
    const events = deployed.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ids = events.filter((entry) => entry['event'] === 'packaged').map((entry) => entry['packageId']);
    expect(ids).to.have.length(1);
    expect(events[0]?.['mspIds']).to.deep.equal(['AMSP', 'BMSP', 'CMSP']);
    expect(String(ids[0])).to.match(/^later_1\.0:[0-9a-f]{64}$/);
    expect(events.at(-1)).to.include({ event: 'committed', channel: 'freight' });
    const query = ['chaincode', 'querycommitted', '--name', 'later', '--company', 'BMSP', '--json'];
    const { output } = await run(...query, '--dir', directory);
    expect(JSON.parse(output)).to.include({ sequence: 1, endorsement_plugin: 'ours' });
  });

  it('says in one line what is wrong', async () => {
    await writeFile(join(directory, 'collections.json'), '[{"name":"a"}]');
    const deploy = ['chaincode', 'deploy', '--name', 'a', '--dir', directory];
    const address = ['--address', '127.0.0.1:9'];
    const cases = [
      ['network', 'down', '--dir', directory],
      ['network', 'status', '--dir', directory],
      ['network', 'up', '--dir', join(directory, 'not', 'there')],
      ['network', 'up', '--batch-timeout', 'soon'],
      ['network', 'up', '--dir', directory, '--channel', 'NO'],
      deploy,
      ['chaincode', 'deploy', '--dir', directory, ...address],
      [...deploy, ...address],
      [...deploy, ...address, '--path', directory],
      [...deploy, ...address, '--signature-policy', 'NOBODY('],
      [...deploy, ...address, '--collections-config', join(directory, 'missing.json')],
      [...deploy, ...address, '--collections-config', join(directory, 'collections.json')],
      [...deploy, '--path', directory],
    ];
    for (const args of cases) {
      const { exitCode, output, errors } = await run(...args);
      expect(exitCode, args.join(' ')).to.equal(1);
      expect(output, args.join(' ')).to.equal('');
      const lines = errors.trim().split('\n');
      expect(lines, args.join(' ')).to.have.length(1);
    }
  });

  it('does not overwrite a tree that something else made', async () => {
    await mkdir(join(directory, 'organizations'));
    const { exitCode } = await run('network', 'up', '--dir', directory, '--peer-port', '0');
    expect(exitCode).to.equal(1);
  });

  it('takes down what was killed, once', async () => {
    const running = up();
    await running.next();
    running.child.kill('SIGKILL');
    await running.ended;
    const down = await run('network', 'down', '--dir', directory, '--json');
    expect(down.exitCode, down.errors).to.equal(0);
    expect(JSON.parse(down.output)).to.include({ event: 'stopped' });
    expect((await run('network', 'down', '--dir', directory)).exitCode).to.equal(1);
  });

  it('says which port is taken', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    try {
      const args = ['--dir', directory, '--peer-port', String(port), '--companies', 'AMSP'];
      const { exitCode, errors } = await run('network', 'up', ...args);
      expect(exitCode).to.equal(1);
      expect(errors.trim().split('\n')).to.have.length(1);
      expect(errors).to.contain(String(port));
    } finally {
      server.close();
    }
  });
});
