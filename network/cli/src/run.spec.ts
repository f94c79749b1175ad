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
      expect(text).to.match(/^kontti: [A-Z].*[.?] Add --help for the options\.\n$/);
    }
  });

  it('says how a command line is wrong in words of its own', async () => {
    for (const [usage, ...asked] of [
      ['unknownCommand', 'nosuch'],
      ['unknownOption', 'network', 'down', '--nosuch'],
      ['argumentMissing', 'network', 'restart'],
      ['argumentsTooMany', 'network', 'down', 'x'],
      ['valueMissing', 'network', 'down', '--dir'],
      ['valueInvalid', 'network', 'up', '--peers', 'x'],
      ['optionMissing', 'chaincode', 'package', 'a.tgz'],
    ] as const) {
      const { errors } = await runKonttiHere(...asked.slice(0, 2), '--json', ...asked.slice(2));
      expect(JSON.parse(errors), asked.join(' ')).to.deep.include({ details: { usage } });
    }
  });

  it('names the command that was meant, also where its help is asked for', async () => {
    for (const asked of [
      ['up'],
      ['up', '--help'],
      ['help', 'up'],
      ['channel', 'up', '-h'],
      ['up', '--dir', 'a'],
    ]) {
      const { exitCode, output, errors } = await runKonttiHere(...asked);
      expect([exitCode, output], asked.join(' ')).to.deep.equal([1, '']);
      expect(errors).to.equal(
        'kontti: Unknown command \'up\'. Did you mean "kontti network up"? Add --help for the options.\n',
      );
    }
    const { errors } = await runKonttiHere('status');
    expect(errors).to.include(
      '"kontti network status", "kontti chaincode status" or "kontti channel status"?',
    );
    const { exitCode, errors: similar } = await runKonttiHere('netwrok', '--help');
    expect([exitCode, similar]).to.deep.equal([
      1,
      "kontti: Unknown command 'netwrok'. Did you mean network? Add --help for the options.\n",
    ]);
  });

  it('says of each file that is not there that it is not there', async () => {
    const file = join(directory, 'nofile');
    for (const asked of [
      ['consortium', 'check', file],
      ['channel', 'decode', file],
      ['chaincode', 'calculatepackageid', file],
      ['readings', 'check', file],
      ['readings', 'import', file, '--key', file],
      ['outbox', 'count', '--file', file],
      ['projection', 'verify', '--file', file],
      ['chaincode', 'start', '--msp-id', 'Org1MSP', '--path', directory, '--package', file],
    ]) {
      const { exitCode, errors } = await runKonttiHere(...asked);
      expect([exitCode, errors], asked.join(' ')).to.deep.equal([1, `kontti: There is no file ${file}.\n`]);
    }
  });

  it('is that a command is missing where a group is named alone', async () => {
    for (const group of [[], ['network'], ['chaincode'], ['channel'], ['readings']]) {
      const { exitCode, output, errors } = await runKonttiHere(...group, '--json');
      expect([exitCode, output], group.join(' ')).to.deep.equal([1, '']);
      const { code, message } = JSON.parse(errors) as { code: string; message: string };
      expect(code).to.equal('ARGUMENT_INVALID');
      expect(message).to.include('A command is missing');
    }
    for (const misplaced of [
      ['--json', 'network', 'status'],
      ['network', '--json', 'status'],
    ]) {
      const { exitCode, output, errors } = await runKonttiHere(...misplaced, '--dir', directory);
      expect([exitCode, output]).to.deep.equal([1, '']);
      const { code, message } = JSON.parse(errors) as { code: string; message: string };
      expect(code).to.equal('ARGUMENT_INVALID');
      expect(message).to.include('--json behind the command');
    }
  });

  it('is never JSON because a command that is run wants JSON', async () => {
    const exec = ['network', 'exec', '--dir', directory, '--', 'none', '--json'];
    expect((await runKonttiHere(...exec)).errors).to.match(/^kontti: /);
  });
});

describe('the version', () => {
  it('is a line of text, and with --json an object', async () => {
    const { output: text } = await runKonttiHere('--version');
    expect(text).to.match(/^\d+\.\d+\.\d+\S*\n$/);
    for (const asked of [
      ['--version', '--json'],
      ['--json', '--version'],
    ]) {
      const { exitCode, output, errors } = await runKonttiHere(...asked);
      expect([exitCode, errors]).to.deep.equal([0, '']);
      expect(JSON.parse(output)).to.deep.equal({ event: 'version', version: text.trim() });
    }
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
