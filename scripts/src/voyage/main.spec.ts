import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [join(__dirname, 'main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (texts.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (texts.stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

interface Report {
  readonly ok: boolean;
  readonly flights: number;
  readonly checks: readonly { readonly name: string; readonly found: readonly { readonly ok: boolean }[] }[];
  readonly seen: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

describe('the main job', () => {
  it('sails with a few flights, and every check agrees', async () => {
    const { code, stdout, stderr } = await run(['--flights', '40', '--json']);
    expect(code, stderr).to.equal(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.ok).to.equal(true);
    const findings = report.checks.flatMap(({ name, found }) => found.map(({ ok }) => ({ name, ok })));
    expect(findings.length).to.be.greaterThan(60);
    expect(findings.filter(({ ok }) => !ok)).to.deep.equal([]);
    expect(report.seen['caterer']?.['transport.updated']).to.equal(40);
  });

  it('says in one line what is wrong with an option, a file or a port', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kontti-main-'));
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await writeFile(join(directory, 'flights-20k.json'), 'nothing');
      const cases = [
        ['--flights', '0'],
        ['--flights', '20001'],
        ['--seed', '-1'],
        ['--engine', 'other'],
        ['--unknown'],
        ['--data', join(directory, 'absent')],
        ['--data', directory],
        ['--flights', '1', '--peer-port', String(port)],
      ];
      for (const args of cases) {
        const { code, stderr } = await run(args);
        expect(code, args.join(' ')).to.equal(2);
        expect(stderr.trimEnd().split('\n'), args.join(' ')).to.have.length(1);
        expect(stderr).to.match(/^kontti: /);
      }
    } finally {
      server.close();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('prints its options with examples', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).to.equal(0);
    expect(stdout).to.include('--flights N').and.to.include('Examples:');
  });
});
