import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runKonttiHere } from './testing/kontti-command';

describe('what a command says when it fails', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-run-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('is a line for people', async () => {
    const { exitCode, output, errors } = await runKonttiHere('network', 'status', '--dir', directory);
    expect([exitCode, output]).to.deep.equal([1, '']);
    expect(errors).to.match(/^kontti: [^\n]+\n$/);
  });

  it('is with --json an object with the code and its details, on standard error', async () => {
    const asked = ['network', 'status', '--dir', directory, '--json'];
    const { exitCode, output, errors } = await runKonttiHere(...asked);
    expect([exitCode, output]).to.deep.equal([1, '']);
    expect(JSON.parse(errors)).to.deep.include({
      ...{ event: 'error', code: 'NETWORK_ABSENT' },
      details: { directory },
    });
  });

  it('is never JSON because a command that is run wants JSON', async () => {
    const exec = ['network', 'exec', '--dir', directory, '--', 'none', '--json'];
    expect((await runKonttiHere(...exec)).errors).to.match(/^kontti: /);
  });
});
