import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Devnet } from '@kontti/devnet/devnet';
import { runKonttiHere } from '../testing/kontti-command';
import { startKeeperDevnet } from '@kontti/devnet/testing/keeper-devnet';

interface Line {
  readonly event: string;
  readonly status?: string;
  readonly check?: string;
  readonly problem?: number;
}

describe('kontti doctor', () => {
  let directory: string;
  let devnet: Devnet;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
    devnet = await startKeeperDevnet({ directory: join(directory, 'organizations') });
  });

  after(async () => {
    await devnet.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const toLines = (output: string): readonly Line[] =>
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);

  it('looks at every company of the tree, and ends with 0', async () => {
    const { exitCode, output, errors } = await runKonttiHere('doctor', '--dir', directory, '--json');
    expect([exitCode, errors]).to.deep.equal([0, '']);
    const lines = toLines(output);
    expect(lines.at(-1)).to.include({ event: 'summary', problem: 0, warning: 0 });
    expect(lines.filter(({ check }) => check === 'gateway')).to.have.length(2);
  });

  it('ends with 1 when there is a problem, and writes its remedy', async () => {
    const msp = join(
      directory,
      'organizations',
      'peerOrganizations',
      'org2.example.com',
      'msp',
      'config.yaml',
    );
    await writeFile(msp, '');
    const { exitCode, output } = await runKonttiHere('doctor', '--dir', directory, '--company', 'Org2MSP');
    expect(exitCode).to.equal(1);
    expect(output).to.match(/^problem +node-ous .*\n +-> /m);
    expect(output).to.match(/^1 problem, 0 warning, /m);
  });

  it('says what is no company of the tree', async () => {
    const { exitCode, output } = await runKonttiHere('doctor', '--dir', directory, '--company', 'NobodyMSP');
    expect([exitCode, output]).to.deep.equal([1, '']);
  });
});
