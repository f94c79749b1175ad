import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runKontti, startKontti, type RunningKontti } from '../testing/kontti-command';

const contract = `
const { Contract } = require('fabric-contract-api');
exports.contracts = [class Note extends Contract { async get() { return 'VERSION'; } }];
`;

describe('kontti chaincode deploy --watch', () => {
  let directory: string;
  let path: string;
  const running: RunningKontti[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-watch-'));
    // Below this package, so that its dependency on the shim is found.
    path = await mkdtemp(join(__dirname, 'watched-'));
    await writeFile(join(path, 'package.json'), '{"name":"note","version":"1.0.0","main":"index.js"}');
    await writeFile(join(path, 'index.js'), contract);
  });
  afterEach(async () => {
    for (const { child, ended } of running.splice(0).toReversed()) {
      child.kill();
      await ended;
    }
    for (const folder of [directory, path]) await rm(folder, { recursive: true, force: true });
  });

  const start = (...args: string[]): RunningKontti => {
    const started = startKontti(...args, '--dir', directory, '--json');
    running.push(started);
    return started;
  };
  const pids = async (): Promise<number[]> => {
    const { output } = await runKontti('network', 'status', '--dir', directory, '--json');
    return (JSON.parse(output) as { chaincode: { pid: number }[] }).chaincode.map(({ pid }) => pid);
  };

  it('restarts the processes when the compiled output changes, and waits when they do not start', async () => {
    const network = start(
      'network',
      'up',
      '--companies',
      'Org1MSP',
      '--peer-port',
      '0',
      '--batch-messages',
      '1',
    );
    expect(await network.next()).to.include({ event: 'ready' });
    const watch = start('chaincode', 'deploy', '--name', 'note', '--path', path, '--watch');
    const event = async (name: string): Promise<void> => {
      while ((await watch.next())['event'] !== name);
    };
    await event('watching');
    const before = await pids();
    await writeFile(join(path, 'index.js'), contract.replace('VERSION', 'two'));
    await event('reloaded');
    const after = await pids();
    expect([after.length, after.some((pid) => before.includes(pid))]).to.deep.equal([1, false]);
    await writeFile(join(path, 'index.js'), 'this does not compile');
    await event('failed');
    await writeFile(join(path, 'index.js'), contract);
    await event('reloaded');
    expect(await pids()).to.have.length(1);
  });
});
