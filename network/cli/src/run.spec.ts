import { spawnSync } from 'node:child_process';
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

  it('is so too where the command line itself is wrong', async () => {
    for (const asked of [
      ['nosuch'],
      ['network', 'nosuch'],
      ['network', 'down', '--nosuch'],
      ['network', 'restart'],
      ['network', 'up', '--peers', 'x'],
      ['chaincode', 'deploy', '--nam', 'a'],
    ]) {
      const { exitCode, output, errors } = await runKonttiHere(...asked, '--json');
      expect([exitCode, output], errors).to.deep.equal([1, '']);
      expect(JSON.parse(errors), asked.join(' ')).to.include({ event: 'error', code: 'ARGUMENT_INVALID' });
      const { errors: text } = await runKonttiHere(...asked);
      expect(text).to.match(/^error: .*\n(?:.*\n)*\(add --help for the options\)\n$/);
    }
  });

  it('is never JSON because a command that is run wants JSON', async () => {
    const exec = ['network', 'exec', '--dir', directory, '--', 'none', '--json'];
    expect((await runKonttiHere(...exec)).errors).to.match(/^kontti: /);
  });
});

describe('what a command loads', () => {
  /** The packages that are loaded when a command line has come to its end. */
  function packagesOf(...args: string[]): readonly string[] {
    const main = JSON.stringify(join(__dirname, 'main.js'));
    const program = `
      process.argv = [process.execPath, 'kontti', ...${JSON.stringify(args)}];
      process.stdout.write = () => true;
      process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));
      require(${main});`;
    const { stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    const files = JSON.parse(stderr.split('\n').at(-1) ?? '') as readonly string[];
    const places = files.map((file) =>
      /network\/([a-z]+)\/dist|node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file),
    );
    return [...new Set(places.map((place) => place?.[1] ?? place?.[2] ?? ''))];
  }

  it('is itself and a parser for --version and --help', () => {
    for (const asked of ['--version', '--help']) {
      expect(packagesOf(asked)).to.include('commander').and.not.include('@grpc/grpc-js');
    }
  });

  it('is no network where none is started', () => {
    for (const asked of [
      ['network', 'down', '--dir', '/nosuch'],
      ['chaincode', 'querycommitted', '--help'],
      ['doctor', '--help'],
    ]) {
      expect(packagesOf(...asked), asked.join(' ')).to.not.include('classic-level');
    }
  });
});
