import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readAdministrations, readMspFolder } from '@kontti/fabric-admin/access';
import { connectClient, textOf } from '@kontti/devnet/testing/gateway-client';
import { runKonttiHere, startKontti, type RunningKontti } from '../testing/kontti-command';

const contract = `
const { Contract } = require('fabric-contract-api');
class Note extends Contract {
  async Initialize(ctx, name) { await ctx.stub.putState('name', Buffer.from(name)); }
  async Read(ctx) { return Buffer.from(await ctx.stub.getState('name')).toString(); }
  async Sees(ctx, name) { return String(process.env[name]); }
}
exports.contracts = [Note];
`;

describe('kontti chaincode deploy --path, once more', () => {
  let directory: string;
  let path: string;
  let network: RunningKontti;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-again-'));
    // Below this package, so that its dependency on the shim is found. Its main has no ending: Node finds dist/index.js.
    path = await mkdtemp(join(__dirname, 'again-'));
    await writeFile(join(path, 'package.json'), '{"name":"note","version":"1.0.0","main":"dist/index"}');
    await mkdir(join(path, 'dist'));
    await writeFile(join(path, 'dist', 'index.js'), contract);
    await writeFile(join(path, '.env'), 'RATE=from the file\nOTHER="two words"\n');
    const size = ['--companies', 'Org1MSP', '--peer-port', '0', '--batch-messages', '1'];
    network = startKontti('network', 'up', ...size, '--dir', directory, '--json');
    expect(await network.next()).to.include({ event: 'ready' });
  });

  after(async () => {
    network.child.kill();
    await network.ended;
    for (const folder of [directory, path]) await rm(folder, { recursive: true, force: true });
  });

  async function kontti(...args: string[]): Promise<Record<string, unknown>> {
    const { exitCode, output, errors } = await runKonttiHere(...args, '--json');
    expect(exitCode, errors).to.equal(0);
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  }

  const deploy = (name: string, ...more: string[]): Promise<Record<string, unknown>> =>
    kontti('chaincode', 'deploy', '--name', name, '--path', path, '--dir', directory, ...more);

  async function evaluate(chaincode: string, method: string, ...args: string[]): Promise<string> {
    const [company] = await readAdministrations(directory);
    if (company === undefined) throw new Error('no company');
    const { target, domain } = company;
    const msp = join(
      directory,
      'organizations',
      'peerOrganizations',
      domain,
      'users',
      `Admin@${domain}`,
      'msp',
    );
    const { privateKeyPem = '', ...identity } = await readMspFolder({
      ...{ directory: msp, mspId: target.mspId, withKey: true },
    });
    const { endpoint, tlsRootCertPem: tlsRootPem = '', hostAlias: peerHostAlias = '' } = target;
    using client = connectClient({
      ...{ channelId: 'mychannel', chaincode },
      company: { endpoint, tlsRootPem, peerHostAlias },
      identity: { ...identity, privateKeyPem, commonName: 'Admin', role: 'admin' },
    });
    return textOf(await client.contract.evaluateTransaction(method, ...args));
  }

  it('changes nothing when it is the same', async () => {
    const first = await deploy('note', '--env-file', join(path, '.env'), '--env', 'RATE=from the option');
    expect(first).to.include({ event: 'committed', sequence: 1 });
    const again = await deploy('note', '--env-file', join(path, '.env'));
    expect(again).to.deep.equal(first);
    const status = await kontti('network', 'status', '--dir', directory);
    expect(status['chaincode']).to.have.length(1);
    expect(JSON.stringify(status), 'an environment is shown to nobody').not.to.include('two words');
    expect(await evaluate('note', 'Sees', 'RATE')).to.equal('from the file');
    expect(await evaluate('note', 'Sees', 'OTHER')).to.equal('two words');
    expect(await evaluate('note', 'Sees', 'HOME_OF_NOBODY')).to.equal('undefined');
  });

  it('takes the next sequence, and other processes, when the definition is another', async () => {
    expect(await deploy('note', '--version', '2.0')).to.include({ event: 'committed', sequence: 2 });
  });

  it('works with the environment that network status prints', async () => {
    const { environment } = (await kontti('network', 'status', '--dir', directory)) as {
      environment: { variables: Record<string, string> };
    };
    const before = process.cwd();
    const names = Object.keys(environment.variables);
    Object.assign(process.env, environment.variables);
    process.chdir(directory);
    try {
      const args = ['chaincode', 'deploy', '--name', 'pasted', '--path', path];
      expect(await kontti(...args)).to.include({ event: 'committed', sequence: 1 });
    } finally {
      process.chdir(before);
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
  });

  it('leads to a chaincode that is initialised by a call of its own', async () => {
    const org1 = ['--dir', directory, '--company', 'Org1MSP'];
    await deploy('first', '--init-required');
    const doctor = await runKonttiHere('doctor', ...org1, '--name', 'first');
    expect(doctor.output).to.include('kontti chaincode init --name first');
    const constructor = ['-c', '{"function":"Initialize","Args":["ours"]}'];
    const initialised = await kontti('chaincode', 'init', '--name', 'first', ...constructor, ...org1);
    expect(initialised).to.include({ event: 'initialised', name: 'first' });
    expect(await evaluate('first', 'Read')).to.equal('ours');
    const bad = await runKonttiHere('chaincode', 'init', '--name', 'first', '-c', '{"args":[1]}', ...org1);
    expect([bad.exitCode, bad.errors.trim().split('\n').length]).to.deep.equal([1, 1]);
  });

  it('says in one line what is wrong with an environment', async () => {
    const base = ['chaincode', 'deploy', '--name', 'note', '--dir', directory];
    const refused: readonly (readonly string[])[] = [
      [...base, '--path', path, '--env', 'CHAINCODE_ID=other'],
      [...base, '--path', path, '--env', '=value'],
      [...base, '--path', path, '--env', 'A_VARIABLE_OF_NOBODY'],
      [...base, '--path', path, '--env', 'a b=1'],
      [...base, '--address', '127.0.0.1:1', '--env', 'A=1'],
    ];
    for (const args of refused) {
      const { exitCode, errors } = await runKonttiHere(...args);
      expect(exitCode, args.join(' ')).to.equal(1);
      expect(errors.trim().split('\n'), errors).to.have.length(1);
    }
  });
});
