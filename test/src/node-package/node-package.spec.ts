import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findNpm, packageNodeChaincode, readNodeFolder } from '@kontti/fabric-admin/packages';
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

  /** What npm finds wrong between package.json and the shrinkwrap. It reads these two alone: no cache, no registry. */
  async function findFaults(): Promise<string | undefined> {
    const args = [await findNpm(), 'ls', '--package-lock-only', '--omit=dev', '--all'];
    try {
      await promisify(execFile)(process.execPath, args, { cwd: directory });
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
    const { version } = JSON.parse(readFileSync(join(root, 'model', 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(packages['node_modules/@kontti/model']?.resolved).to.equal(
      `file:vendor/kontti-model-${version}.tgz`,
    );
    expect(Object.keys(packages))
      .to.include('node_modules/fabric-shim')
      .and.not.include('node_modules/mocha');
    expect([...files.keys()].filter((name) => /spec|testing|\.env|node_modules/.test(name))).to.deep.equal(
      [],
    );
  });

  /** Writes a file of the package with something in it replaced, looks for faults, and writes it as it was. */
  async function faultsWith(name: string, from: RegExp, to: string): Promise<string | undefined> {
    const text = textOf(name);
    const changed = text.replace(from, to);
    expect(changed).not.to.equal(text);
    await writeFile(join(directory, name), changed);
    try {
      return await findFaults();
    } finally {
      await writeFile(join(directory, name), text);
    }
  }

  it('has a shrinkwrap that is complete and fits package.json', async () => {
    expect(await findFaults()).to.equal(undefined);
    const other = await faultsWith('package.json', /"fabric-shim": "[^"]+"/, '"fabric-shim": "2.5.7"');
    expect(other).to.contain('invalid: fabric-shim@');
    const absent = await faultsWith('npm-shrinkwrap.json', /"node_modules\/long"/, '"node_modules/short"');
    expect(absent).to.contain('missing: long@');
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
