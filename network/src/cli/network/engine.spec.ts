import { expect } from 'chai';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKontti, startKontti, type RunningKontti } from '../../testing/kontti-command';

describe("kontti network up --engine fabric, on Fabric's own programs", () => {
  let directory: string;
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
  });

  const up = (): RunningKontti => {
    const args = ['network', 'up', '--engine', 'fabric', '--dir', directory, '--peer-port', '0', '--json'];
    network = startKontti(...args);
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
    expect((await runKontti('network', 'down', ...place)).exitCode).to.equal(0);
    expect((await running.ended).exitCode).to.equal(0);
    expect(await marked()).to.deep.equal([]);
  });

  it('stops in order when it is told to before it is ready', async function () {
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

  it('refuses a folder for the ledger, which only a devnet keeps', async () => {
    const ledger = ['--data', join(directory, 'data')];
    const { exitCode, errors } = await runKontti(
      ...['network', 'up', '--engine', 'fabric', '--dir', directory, ...ledger],
    );
    expect([exitCode, errors.trim().split('\n').length]).to.deep.equal([1, 1]);
  });
});
