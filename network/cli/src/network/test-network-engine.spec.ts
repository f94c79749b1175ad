import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKontti } from '../testing/kontti-command';

describe('kontti network up --engine test-network', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-test-network-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const refusalOf = async (...args: string[]): Promise<string> => {
    const { exitCode, output, errors } = await runKontti('network', 'up', ...args);
    expect([exitCode, output]).to.deep.equal([1, '']);
    const lines = errors.trimEnd().split('\n');
    expect(lines).to.have.length(1);
    return lines[0] ?? '';
  };

  it('says in one line that there is no such folder, or that nothing runs there', async () => {
    const up = ['--engine', 'test-network', '--dir', directory, '--fabric-samples'];
    expect(await refusalOf(...up, join(directory, 'none'))).to.contain('--fabric-samples');
    await mkdir(join(directory, 'test-network', 'organizations'), { recursive: true });
    await writeFile(join(directory, 'test-network', 'network.sh'), '');
    expect(await refusalOf(...up, directory)).to.contain('"./network.sh up createChannel"');
  });

  it('refuses what a network that runs already has decided, before anything is written', async () => {
    const up = ['--engine', 'test-network', '--dir', directory, '--fabric-samples', directory];
    expect(await refusalOf(...up, '--peers', '2', '--batch-messages', '5')).to.contain('--peers');
    await writeFile(join(directory, 'network.sh'), '');
    expect(await refusalOf(...up)).to.contain('--dir');
    expect(await refusalOf('--dir', directory, '--fabric-samples', directory)).to.contain('--engine');
    expect(await readdir(directory)).to.deep.equal(['network.sh']);
  });
});
