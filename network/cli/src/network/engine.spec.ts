import { expect } from 'chai';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DecodedBlock } from '@kontti/fabric-protocol/decoding';
import { runKontti, startKontti, type RunningKontti } from '../testing/kontti-command';

const contract = `
const { Contract } = require('fabric-contract-api');
class Note extends Contract {
  async Put(ctx, key, value) { await ctx.stub.putState(key, Buffer.from(value)); }
}
exports.contracts = [Note];
`;

describe("kontti network up --engine fabric, on Fabric's own programs", () => {
  let directory: string;
  /** Below this package, so that its dependency on the shim is found. */
  const chaincodeFolder = join(__dirname, 'note-chaincode');
  let network: RunningKontti | undefined;

  beforeEach(async function () {
    if (process.env['FABRIC_BIN'] === undefined) {
      this.skip();
    }
    directory = await mkdtemp(join(tmpdir(), 'kontti-engine-'));
  });

  afterEach(async function () {
    if (process.env['FABRIC_BIN'] === undefined) {
      this.skip();
    }
    network?.child.kill();
    await network?.ended;
    network = undefined;
    await rm(directory, { recursive: true, force: true });
    await rm(chaincodeFolder, { recursive: true, force: true });
  });

  const up = (...options: string[]): RunningKontti => {
    const args = ['network', 'up', '--engine', 'fabric', '--dir', directory, '--peer-port', '0', '--json'];
    network = startKontti(...args, ...options);
    return network;
  };
  const marked = (): Promise<string[]> => readdir(join(directory, 'organizations', '.kontti'));

  it('answers as the devnet does: ready, deploy, status, down', async () => {
    const running = up();
    const ready = await running.next();
    expect(ready).to.include({ event: 'ready', channelId: 'mychannel' });
    const place = ['--dir', directory, '--json'];
    const address = ['--address', '127.0.0.1:9'];
    const deployed = await runKontti('chaincode', 'deploy', '--name', 'later', ...address, ...place);
    expect(deployed.exitCode, deployed.errors).to.equal(0);
    expect(deployed.output).to.contain('"committed"');
    const { output } = await runKontti('network', 'status', ...place);
    expect(JSON.parse(output)).to.deep.include({ engine: 'fabric', companies: ready['companies'] });
    expect(JSON.parse(output)).to.deep.nested.include({ 'committed[0].name': 'later' });
    const blocks = await runKontti('blocks', '--from', '0', '--count', '9', ...place);
    const kinds = blocks.output
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as DecodedBlock).transactions[0])
      .map((transaction) => transaction?.lifecycle?.action ?? transaction?.type);
    expect([...new Set(kinds)]).to.deep.equal(['CONFIG', 'approve', 'commit']);
    const exec = ['network', 'exec', '--dir', directory, '--'];
    const peer = join(process.env['FABRIC_BIN'] ?? '', 'peer');
    const listed = await runKontti(...exec, peer, 'channel', 'list');
    expect(listed.output, listed.errors).to.contain('mychannel');
    expect((await runKontti('network', 'down', ...place)).exitCode).to.equal(0);
    expect((await running.ended).exitCode).to.equal(0);
    expect(await marked()).to.deep.equal([]);
  });

  it('keeps state in CouchDB where that is asked for, names it, and remembers it', async function () {
    if (process.env['COUCHDB_BIN'] === undefined) this.skip();
    const data = ['--data', join(directory, 'data')];
    const place = ['--dir', directory, '--json'];
    for (const options of [['--state-db', 'couchdb'], []]) {
      const running = up('--companies', 'Org1MSP', ...data, ...options);
      expect(await running.next()).to.include({ event: 'ready' });
      const { output } = await runKontti('network', 'status', ...place);
      const { nodes } = JSON.parse(output) as {
        nodes: Record<'name' | 'kind' | 'endpoint' | 'couchdb', string>[];
      };
      const [, peer, couchdb] = nodes;
      expect([peer?.kind, couchdb?.kind]).to.deep.equal(['peer', 'couchdb']);
      expect(peer?.couchdb).to.equal(couchdb?.endpoint);
      expect(output).not.to.contain('password');
      expect((await runKontti('network', 'down', ...place)).exitCode).to.equal(0);
      expect((await running.ended).exitCode).to.equal(0);
    }
    const refused = await runKontti(
      'network',
      'up',
      '--engine',
      'fabric',
      '--dir',
      directory,
      ...data,
      '--state-db',
      'leveldb',
    );
    expect(refused.errors).to.contain('stateDatabase couchdb, not leveldb');
  });

  it('stops in order when it is asked to before it is ready', async function () {
    if (process.platform === 'win32') {
      this.skip(); // a signal ends a process at once there
    }
    const running = up();
    while (!(await marked().catch((): string[] => [])).includes('fabric')) {
      expect(running.child.exitCode).to.equal(null);
    }
    running.child.kill('SIGINT');
    expect((await running.ended).exitCode).to.equal(0);
    expect(await marked()).to.deep.equal([]);
  });

  it('restarts a peer, an orderer and a chaincode, which come back with what they had', async () => {
    const place = ['--dir', directory, '--json'];
    await up('--peers', '2').next();
    await mkdir(chaincodeFolder, { recursive: true });
    await writeFile(join(chaincodeFolder, 'package.json'), '{"name":"note","main":"index.js"}');
    await writeFile(join(chaincodeFolder, 'index.js'), contract);
    const chaincode = ['chaincode', 'deploy', '--name', 'note', '--path', chaincodeFolder];
    const deployed = await runKontti(...chaincode, ...place);
    expect(deployed.exitCode, deployed.errors).to.equal(0);
    const pids = async (): Promise<Record<string, number>> => {
      const { output } = await runKontti('network', 'status', ...place);
      type Process = Record<'name' | 'mspId', string> & { pid: number };
      const { nodes, chaincode: running } = JSON.parse(output) as Record<'nodes' | 'chaincode', Process[]>;
      const started = running.toSorted((a, b) => (a.mspId < b.mspId ? -1 : 1));
      const named = started.map(({ name, mspId, pid }) => [`${name} ${mspId}`, pid] as const);
      return Object.fromEntries([...nodes.map(({ name, pid }) => [name, pid] as const), ...named]);
    };
    let before = await pids();
    expect(Object.keys(before)).to.deep.equal([
      'orderer.example.com',
      'peer0.org1.example.com',
      'peer1.org1.example.com',
      'peer0.org2.example.com',
      'peer1.org2.example.com',
      'note Org1MSP',
      'note Org2MSP',
    ]);
    for (const [name, ...processes] of [
      ['peer1.org1.example.com', 'peer1.org1.example.com'],
      ['orderer.example.com', 'orderer.example.com'],
      ['note', 'note Org1MSP', 'note Org2MSP'],
    ] as const) {
      process.kill(before[processes[0]] ?? 0, 'SIGKILL');
      const { exitCode, errors } = await runKontti('network', 'restart', name, ...place);
      expect(exitCode, errors).to.equal(0);
      const after = await pids();
      const changed = Object.keys(after).filter((other) => after[other] !== before[other]);
      expect(changed).to.deep.equal(processes);
      before = after;
    }
    const unknown = await runKontti('network', 'restart', 'peer9', ...place);
    expect([unknown.exitCode, unknown.errors.trim().split('\n').length]).to.deep.equal([1, 1]);
    const logs = await runKontti('network', 'logs', 'peer0.org1.example.com', '--lines', '3', ...place);
    expect(logs.output.trim().split('\n').length).to.equal(3);
  });

  it('leaves nothing running when it is killed, and the next start takes the folder over', async () => {
    const first = up();
    await first.next();
    const { output } = await runKontti('network', 'status', '--dir', directory, '--json');
    const { nodes } = JSON.parse(output) as { nodes: { pid: number }[] };
    first.child.kill('SIGKILL');
    await first.ended;
    // It waits for what still ends.
    expect(await up().next()).to.include({ event: 'ready' });
    for (const { pid } of nodes) expect(() => process.kill(pid, 0)).to.throw('ESRCH');
  });

  it('goes on in the folder of --data: the same identities, ports, ledgers and chaincode', async () => {
    const place = ['--dir', directory, '--json'];
    const data = join(directory, 'data');
    const first = await up('--data', data).next();
    await mkdir(chaincodeFolder, { recursive: true });
    await writeFile(join(chaincodeFolder, 'package.json'), '{"name":"note","main":"index.js"}');
    await writeFile(join(chaincodeFolder, 'index.js'), contract);
    const chaincode = ['chaincode', 'deploy', '--name', 'note', '--path', chaincodeFolder];
    const deployed = await runKontti(...chaincode, ...place);
    expect(deployed.exitCode, deployed.errors).to.equal(0);
    const keyFile = ['peerOrganizations', 'org1.example.com', 'users', 'Admin@org1.example.com', 'msp'];
    const readKey = (): Promise<string> =>
      readFile(join(directory, 'organizations', ...keyFile, 'keystore', 'priv_sk'), 'utf8');
    const key = await readKey();
    expect((await runKontti('network', 'down', ...place)).exitCode).to.equal(0);
    await network?.ended;

    const second = await up('--data', data).next();
    expect(second['companies']).to.deep.equal(first['companies']);
    expect(await readKey()).to.equal(key);
    const { output } = await runKontti('network', 'status', ...place);
    const status = JSON.parse(output) as { chaincode: { name: string }[] };
    expect(status.chaincode.map(({ name }) => name)).to.deep.equal(['note', 'note']);
    // The next definition is the second: the channel knows the first.
    const again = await runKontti(...chaincode, '--version', '2.0', ...place);
    expect(again.output).to.contain('"sequence":2');
    expect((await runKontti('network', 'down', ...place)).exitCode).to.equal(0);
    await network?.ended;

    const other = await runKontti(
      ...['network', 'up', '--engine', 'fabric', '--data', data, '--channel', 'other', ...place],
    );
    expect([other.exitCode, other.errors.trim().split('\n').length]).to.deep.equal([1, 1]);
  });
});
