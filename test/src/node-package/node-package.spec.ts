import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageNodeChaincode, readNodeFolder } from '@kontti/fabric-admin/packages';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');
const chaincode = join(root, 'chaincode');

describe("Kontti's chaincode for peers that build it, and for Docker", () => {
  let files: ReadonlyMap<string, Uint8Array>;
  let directory: string;

  before(async () => {
    files = await readNodeFolder(chaincode);
    directory = await mkdtemp(join(tmpdir(), 'kontti-node-'));
    for (const [name, bytes] of files) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), bytes);
    }
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  function textOf(name: string): string {
    return Buffer.from(files.get(name) ?? []).toString();
  }

  /** Looks whether the shrinkwrap is complete and fits package.json, and downloads nothing. */
  async function dryInstall(): Promise<string | undefined> {
    const npm = join(dirname(process.execPath), process.platform === 'win32' ? 'npm.cmd' : 'npm');
    const args = ['ci', '--omit=dev', '--dry-run', '--offline', '--ignore-scripts', '--no-audit'];
    try {
      await promisify(execFile)(npm, args, { cwd: directory, shell: process.platform === 'win32' });
      return undefined;
    } catch (error) {
      return String((error as { stderr?: unknown }).stderr);
    }
  }

  it('has the same bytes each time', async () => {
    const again = await readNodeFolder(chaincode);
    const packages = await Promise.all(
      [files, again].map((folder) => packageNodeChaincode({ label: 'kontti_1.0', files: folder })),
    );
    expect(packages[1]?.packageId).to.equal(packages[0]?.packageId);
  });

  it('carries its workspace packages, exact versions with digests, and nothing of developers', async () => {
    const shrinkwrap = JSON.parse(textOf('npm-shrinkwrap.json')) as {
      packages: Record<string, { integrity?: string; resolved?: string; dev?: boolean; link?: boolean }>;
    };
    const { '': own, ...packages } = shrinkwrap.packages;
    expect(own).not.to.have.property('devDependencies');
    for (const [location, entry] of Object.entries(packages)) {
      expect(entry.integrity, location).to.match(/^sha512-/);
      expect(entry, location).not.to.have.any.keys('dev', 'link');
    }
    expect(packages['node_modules/@kontti/model']?.resolved).to.equal('file:vendor/kontti-model-0.1.0.tgz');
    expect(Object.keys(packages))
      .to.include('node_modules/fabric-shim')
      .and.not.include('node_modules/mocha');
    expect([...files.keys()].filter((name) => /spec|testing|\.env|node_modules/.test(name))).to.deep.equal(
      [],
    );
  });

  it('is installed by npm ci as it stands, and not when package.json says something else', async () => {
    expect(await dryInstall()).to.equal(undefined);
    const manifest = join(directory, 'package.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace(/"fabric-shim": "[^"]+"/, '"fabric-shim": "2.5.7"'));
    expect(await dryInstall()).to.contain('in sync');
    await writeFile(manifest, text);
  });

  it('has all that its Dockerfile names', () => {
    const lines = textOf('Dockerfile').split('\n');
    const sources = lines
      .filter((line) => line.startsWith('COPY'))
      .flatMap((line) =>
        line
          .split(' ')
          .slice(1, -1)
          .filter((word) => !word.startsWith('--')),
      );
    expect(sources).to.deep.equal(['.']);
    const entrypoint = lines.find((line) => line.startsWith('ENTRYPOINT')) ?? '';
    const [program, script = ''] = JSON.parse(entrypoint.replace('ENTRYPOINT ', '')) as string[];
    expect(program).to.equal('sh');
    expect(files.has(script)).to.equal(true);
    expect(lines).to.include('ARG CC_SERVER_PORT=9999');
    const scripts = [...textOf(script).matchAll(/npm run --silent (\S+)/g)].map(([, name]) => name);
    const manifest = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(manifest.scripts)).to.include.members(scripts);
  });

  it('does not start without knowing which package it is', async function () {
    if (process.platform === 'win32') this.skip();
    const child = spawn('sh', [join(directory, 'docker-entrypoint.sh')], { env: {}, cwd: directory });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).not.to.equal(0);
  });

  it('has a published list of files that holds them', async () => {
    const manifest = JSON.parse(readFileSync(join(chaincode, 'package.json'), 'utf8')) as { files: string[] };
    for (const name of ['Dockerfile', 'docker-entrypoint.sh']) {
      expect(manifest.files).to.include(name);
      expect((await stat(join(chaincode, name))).isFile()).to.equal(true);
    }
  });
});
