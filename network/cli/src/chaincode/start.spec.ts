import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startDevnet } from '@kontti/devnet/devnet';
import { findFreePort } from '@kontti/fabric-protocol/base';
import { connectClient, textOf } from '@kontti/devnet/testing/gateway-client';
import { runKonttiHere, startKontti, type RunningKontti } from '../testing/kontti-command';

const contract = `
const { Contract } = require('fabric-contract-api');
exports.contracts = [class Note extends Contract { async get() { return 'VERSION ' + process.pid; } }];
`;

describe('kontti chaincode start', () => {
  let directory: string;
  let path: string;
  let running: RunningKontti | undefined;

  const file = (name: string): string => join(directory, name);

  async function kontti(...args: string[]): Promise<void> {
    const ended = await runKonttiHere('chaincode', ...args);
    expect(ended.exitCode, ended.errors).to.equal(0);
  }

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-start-'));
    // Below this package, so that its dependency on the shim is found.
    path = await mkdtemp(join(__dirname, 'started-'));
    await writeFile(join(path, 'package.json'), '{"name":"note","version":"1.0.0","main":"index.js"}');
    await writeFile(join(path, 'index.js'), contract);
  });

  afterEach(async () => {
    running?.child.kill();
    await running?.ended;
    running = undefined;
    for (const folder of [directory, path]) await rm(folder, { recursive: true, force: true });
  });

  it('serves peers over TLS in both directions, comes back after a crash, and reloads', async function () {
    if (process.platform === 'win32') this.skip();
    await using network = await startDevnet({
      companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }],
      batch: { messagesMax: 1 },
      directory: file('organizations'),
    });
    const company = network.company('Org1MSP');
    const service = await company.authority.issueTlsCertificate({
      commonName: 'note.org1.example.com',
      hosts: ['localhost'],
    });
    const peers = await company.authority.issueTlsCertificate({ commonName: 'peer', hosts: [] });
    const pem = {
      'ca.pem': company.tlsRootPem,
      'service.pem': service.certificatePem,
      'service.key': service.privateKeyPem,
    };
    const peerPem = { 'peer.pem': peers.certificatePem, 'peer.key': peers.privateKeyPem };
    for (const [name, text] of Object.entries({ ...pem, ...peerPem })) await writeFile(file(name), text);
    const address = `localhost:${await findFreePort()}`;
    await kontti(
      ...[
        'package',
        file('note.tar.gz'),
        '--label',
        'note_1',
        '--address',
        address,
        '--root-cert',
        file('ca.pem'),
      ],
      ...['--client-cert', file('peer.pem'), '--client-key', file('peer.key')],
    );
    running = startKontti(
      ...[
        'chaincode',
        'start',
        '--path',
        path,
        '--package',
        file('note.tar.gz'),
        '--msp-id',
        'Org1MSP',
        '--json',
      ],
      ...['--tls-cert', file('service.pem'), '--tls-key', file('service.key'), '--client-ca', file('ca.pem')],
    );
    const started = await running.next();
    expect(started).to.include({ event: 'started' });
    await kontti(
      'deploy',
      '--name',
      'note',
      '--package',
      file('note.tar.gz'),
      '--dir',
      directory,
      '--company',
      'Org1MSP',
    );
    using client = connectClient({
      channelId: network.channelId,
      company,
      identity: company.admin,
      chaincode: 'note',
    });
    const get = async (): Promise<string> => textOf(await client.contract.evaluateTransaction('get'));
    expect(await get()).to.equal(`VERSION ${String(started['pid'])}`);

    process.kill(Number(started['pid']), 'SIGKILL');
    const again = await running.next();
    expect(again).to.include({ event: 'started' });
    expect(again['pid']).not.to.equal(started['pid']);

    await writeFile(join(path, 'index.js'), contract.replace('VERSION', 'second'));
    running.child.kill('SIGHUP');
    const reloaded = await running.next();
    expect(reloaded).to.include({ event: 'reloaded' });
    running.child.kill('SIGTERM');
    expect(await running.next()).to.deep.equal({ event: 'stopped' });
    expect((await running.ended).exitCode).to.equal(0);
    expect(() => process.kill(Number(reloaded['pid']), 0)).to.throw();
  });

  it('says in one line what is wrong', async () => {
    await kontti('package', file('named.tar.gz'), '--label', 'a', '--address', '{{.peername}}:9999');
    const start = ['start', '--path', path, '--msp-id', 'Org1MSP'];
    const cases = [
      start,
      [...start, '--package-id', 'a:1'],
      [...start, '--package', file('missing.tar.gz')],
      [...start, '--package', file('named.tar.gz')],
      [...start, '--package-id', 'a:1', '--address', 'localhost:1', '--tls-cert', file('named.tar.gz')],
      [
        'start',
        '--path',
        directory,
        '--msp-id',
        'Org1MSP',
        '--package-id',
        'a:1',
        '--address',
        'localhost:1',
      ],
    ];
    for (const args of cases) {
      const ended = await runKonttiHere('chaincode', ...args);
      expect(ended.exitCode, args.join(' ')).to.equal(1);
      expect(ended.errors.trim().split('\n'), args.join(' ')).to.have.length(1);
    }
  });
});
