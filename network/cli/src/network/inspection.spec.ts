import { access, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runKontti, startKontti, type RunningKontti } from '../testing/kontti-command';
import type { NetworkReport } from './status';

const print = 'process.stdout.write(JSON.stringify(process.env))';

describe('what the command says of a running network', () => {
  let directory: string;
  let network: RunningKontti;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-inspection-'));
    network = startKontti(...['network', 'up', '--dir', directory, '--peer-port', '0', '--json']);
    await network.next();
  });

  after(async () => {
    network.child.kill();
    await network.ended;
    await rm(directory, { recursive: true, force: true });
  });

  const exec = (...args: string[]) => runKontti('network', 'exec', '--dir', directory, ...args);
  const node = (script: string) => ['--', process.execPath, '-e', script];

  async function variablesOf(...options: string[]): Promise<Record<string, string>> {
    const { exitCode, output, errors } = await exec(...options, ...node(print));
    expect(exitCode, errors).to.equal(0);
    return JSON.parse(output) as Record<string, string>;
  }

  it('is height, chaincode, identities and an environment whose files are there', async () => {
    const status = ['network', 'status', '--dir', directory, '--company', 'Org2MSP', '--user', 'User1'];
    const { exitCode, output, errors } = await runKontti(...status, '--json');
    expect(exitCode, errors).to.equal(0);
    const report = JSON.parse(output) as NetworkReport;
    expect(report).to.deep.include({ event: 'running', engine: 'devnet', height: 1, committed: [] });
    expect(report.identities.map(({ mspId }) => mspId)).to.deep.equal(['Org1MSP', 'Org2MSP']);
    for (const { users } of report.identities) {
      expect(Object.keys(users)).to.deep.equal(['Admin', 'User1']);
      for (const folder of Object.values(users)) await access(join(folder, 'keystore'));
    }
    const { variables } = report.environment;
    expect(variables).to.include({
      MSP_ID: 'Org2MSP',
      CHANNEL_NAME: 'mychannel',
      ORDERER_ADDRESS: report.orderer,
    });
    expect(variables).not.to.have.property('CHAINCODE_NAME');
    const files = ['KEY_DIRECTORY_PATH', 'CERT_DIRECTORY_PATH', 'TLS_CERT_PATH', 'CORE_PEER_MSPCONFIGPATH'];
    for (const name of [...files, 'CORE_PEER_TLS_ROOTCERT_FILE', 'ORDERER_CA']) {
      await access(variables[name] ?? '');
    }
    await access(join(variables['FABRIC_CFG_PATH'] ?? '', 'core.yaml'));
    const shown = await runKontti(...status, '--shell', 'cmd');
    expect(shown.output).to.contain(`set "MSP_ID=Org2MSP"`);
  });

  it('is the environment of a command that it runs, which keeps its exit code', async () => {
    const variables = await variablesOf('--company', 'Org2MSP', '--user', 'User1', '--chaincode', 'basic');
    expect(variables).to.include({ CORE_PEER_LOCALMSPID: 'Org2MSP', CHAINCODE_NAME: 'basic' });
    expect(variables['PEER_ENDPOINT']).to.equal(variables['CORE_PEER_ADDRESS']);
    expect(variables['PATH']).to.equal(process.env['PATH']);
    expect((await exec(...node('process.exit(7)'))).exitCode).to.equal(7);
  });

  it('says in one line which command or user is not there', async () => {
    const missing = await exec('--', 'no-such-command-of-anybody');
    expect(missing.exitCode).to.equal(127);
    const user = await exec('--user', 'Nobody', '--', process.execPath, '--version');
    expect(user.exitCode).to.equal(1);
    for (const { output, errors } of [missing, user]) {
      expect(output).to.equal('');
      expect(errors.trim().split('\n')).to.have.length(1);
    }
  });

  it('hands signals on to the command, and its end back', async function () {
    if (process.platform === 'win32') this.skip();
    const script = `process.on('SIGTERM', () => process.exit(9)); console.log('{}'); setInterval(() => {}, 1000)`;
    const running = startKontti('network', 'exec', '--dir', directory, ...node(script));
    await running.next();
    running.child.kill('SIGTERM');
    expect((await running.ended).exitCode).to.equal(9);
    expect((await exec(...node(`process.kill(process.pid, 'SIGKILL')`))).exitCode).to.equal(128 + 9);
  });

  it('works on a tree that another network wrote', async () => {
    const foreign = await mkdtemp(join(tmpdir(), 'kontti-foreign-'));
    try {
      const filter = (source: string) => !source.includes('.kontti');
      await cp(join(directory, 'organizations'), join(foreign, 'organizations'), { recursive: true, filter });
      const blocks = await runKontti('blocks', '--dir', foreign, '--json');
      expect(blocks.exitCode, blocks.errors).to.equal(0);
      const { exitCode, output } = await runKontti('network', 'exec', '--dir', foreign, ...node(print));
      expect(exitCode).to.equal(0);
      expect(JSON.parse(output)).to.include({ MSP_ID: 'Org1MSP', CHANNEL_NAME: 'mychannel' });
    } finally {
      await rm(foreign, { recursive: true, force: true });
    }
  });

  it('learns of a transaction by its id or its place, and not of one that there is not', async () => {
    const trace = (...args: string[]) => runKontti('network', 'trace', '--dir', directory, ...args);
    const config = await trace('0/0', '--json');
    expect(config.exitCode, config.errors).to.equal(0);
    const answer = JSON.parse(config.output) as {
      event: string;
      transaction: { txId: string; type: string };
    };
    expect([answer.event, answer.transaction.type]).to.deep.equal(['trace', 'CONFIG']);
    expect((await trace(answer.transaction.txId)).output).to.contain(answer.transaction.txId);
    for (const wrong of ['0/1', 'ab'.repeat(32), 'nonsense']) {
      const { exitCode, output, errors } = await trace(wrong);
      expect([exitCode, output], wrong).to.deep.equal([1, '']);
      expect(
        errors
          .trim()
          .split('\n')
          .filter((line) => !line.startsWith('(add')),
      ).to.have.length(1);
    }
  });
});
